@export()
@description('One SMTP account, as Providers__N__* of docs/configuration.md; further settings of a provider may be added.')
type providerType = {
  @description('Name in status rows and logs: lower-case letters, digits and hyphens.')
  name: string

  @description('The service whose server, security and limits are filled in, such as SendGrid; see docs/providers.md.')
  preset: string?

  @description('Region of a preset that has several servers.')
  region: string?

  @description('Host name of the submission server, where no preset tells it.')
  host: string?

  @description('Port of the submission server.')
  port: int?

  @description('How the connection is protected.')
  security: ('StartTls' | 'SslOnConnect')?

  @description('User name of the account.')
  username: string?

  @description('NAME of the Key Vault secret with the password; never the password.')
  secret: string?

  @description('Providers are tried in ascending order of it.')
  priority: int?

  @description('Share of the emails among providers of one priority.')
  weight: int?

  @description('Streams it serves, separated by commas.')
  streams: string?

  @description('Tenants it serves, separated by commas.')
  tenants: string?

  @description('Domains it may send from, separated by commas.')
  fromDomains: string?
}

@export()
@description('One API key, as Access__Keys__N__* of docs/configuration.md.')
type apiKeyType = {
  @description('What logs call it.')
  name: string

  @description('NAME of the Key Vault secret with the key; never the key.')
  secret: string

  @description('Whose emails it sends and sees.')
  tenant: string?

  @description('What it may do: send, read, admin, separated by commas.')
  scopes: string?
}
