@description('Name of the Key Vault.')
param name string

@description('Azure region.')
param location string

@description('Tags of the Key Vault.')
param tags object

@description('Whether only private endpoints and the allowed addresses reach it.')
param networkIsolation bool

@description('Public IPv4 addresses or ranges that reach it all the same.')
param allowedIpRanges string[]

@description('Days for which deleted secrets can be recovered.')
param recoveryDays int

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: recoveryDays
    publicNetworkAccess: networkIsolation && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: networkIsolation ? 'Deny' : 'Allow'
      ipRules: [for address in allowedIpRanges: { value: address }]
    }
  }
}

@description('Resource id.')
output id string = vault.id

@description('Name of the Key Vault.')
output name string = vault.name
