@description('Name of the Key Vault.')
param name string

@description('Azure region.')
param location string

@description('Tags of the Key Vault.')
param tags object

@description('Whether it is reachable only from private endpoints and the allowed addresses.')
param networkIsolation bool

@description('Public IPv4 addresses or ranges that are allowed anyway.')
param allowedIpRanges string[]

@description('Days in which deleted secrets can be recovered.')
param recoveryDays int

@description('Log Analytics workspace for the audit log.')
param workspaceId string

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

#disable-next-line use-recent-api-versions // The newest version with categories; the only stable one is from 2016.
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'audit'
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
  }
}

@description('Resource id.')
output id string = vault.id

@description('Name of the Key Vault.')
output name string = vault.name
