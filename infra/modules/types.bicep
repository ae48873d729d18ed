@export()
@description('One SMTP account: Providers__N__* of docs/configuration.md; other settings of a provider are allowed.')
type providerType = {
  @description('Name in status rows and logs: lower-case letters, digits and hyphens.')
  name: string

  @description('A preset for server, security and limits, such as SendGrid; see docs/providers.md.')
  preset: string?

  @description('Region of a preset that has several servers.')
  region: string?

  @description('Host name of the submission server, without a preset.')
  host: string?

  @description('Port of the submission server.')
  port: int?

  @description('Connection security.')
  security: ('StartTls' | 'SslOnConnect')?

  @description('User name of the account.')
  username: string?

  @description('NAME of the Key Vault secret with the password; never the password.')
  secret: string?

  @description('The lowest number is tried first.')
  priority: int?

  @description('Share of emails among providers of one priority.')
  weight: int?

  @description('Streams it serves, separated by commas.')
  streams: string?

  @description('Tenants it serves, separated by commas.')
  tenants: string?

  @description('Domains it may send from, separated by commas.')
  fromDomains: string?
}

@export()
@description('One API key: Access__Keys__N__* of docs/configuration.md.')
type apiKeyType = {
  @description('Display name.')
  name: string

  @description('NAME of the Key Vault secret with the key; never the key.')
  secret: string

  @description('Tenant whose emails it sends and reads.')
  tenant: string?

  @description('Permissions: send, read, admin, separated by commas.')
  scopes: string?
}
