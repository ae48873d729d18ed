@description('Name of the storage account.')
param name string

@description('Azure region.')
param location string

@description('Tags of the storage account.')
param tags object

@description('Redundancy.')
param sku string

@description('Whether it is reachable only from private endpoints and the allowed addresses.')
param networkIsolation bool

@description('Public IPv4 addresses or ranges that are allowed anyway.')
param allowedIpRanges string[]

@description('Days after which a payload blob is deleted at the latest.')
param payloadRetentionDays int

@description('Log Analytics workspace for the request logs.')
param workspaceId string

@description('Whether to log requests to queues and tables too: several lines per email.')
param logAllRequests bool

// The app creates missing ones at startup; a test compares the names.
var queueNames = [
  'email-dispatch'
  'email-dispatch-poison'
  'email-events'
  'email-events-poison'
  'email-submissions'
  'email-submissions-poison'
]
var tableNames = [
  'ApiKeys'
  'Domains'
  'Erasures'
  'Templates'
  'StatusOutbox'
  'Webhooks'
  'WebhookLog'
  'EmailStatus'
  'GivenIds'
  'Idempotency'
  'Instances'
  'Providers'
  'ProviderState'
  'SenderQuotas'
  'StatusHours'
  'Suppressions'
  'Usage'
  'Waiting'
]
var payloadContainerName = 'payloads'

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: networkIsolation && empty(allowedIpRanges) ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: networkIsolation ? 'Deny' : 'Allow'
      ipRules: [for address in allowedIpRanges: { action: 'Allow', value: address }]
    }
  }
}

resource blobService 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    // Deleted emails cannot be restored.
    deleteRetentionPolicy: {
      enabled: false
    }
  }
}

resource payloads 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobService
  name: payloadContainerName
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2026-04-01' = [
  for queueName in queueNames: {
    parent: queueService
    name: queueName
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices/tables@2026-04-01' = [
  for tableName in tableNames: {
    parent: tableService
    name: tableName
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'delete-payloads'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['${payloadContainerName}/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: payloadRetentionDays
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [blobService]
}

// Payload blobs are emails, so reads and deletes are logged. Writes are not, because the host constantly renews blob leases.
#disable-next-line use-recent-api-versions // The newest version with categories; the only stable one is from 2016.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: blobService
  name: 'requests'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: logAllRequests }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

#disable-next-line use-recent-api-versions // As above.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (logAllRequests) {
  scope: queueService
  name: 'requests'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

#disable-next-line use-recent-api-versions // As above.
resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = if (logAllRequests) {
  scope: tableService
  name: 'requests'
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

@description('Resource id.')
output id string = account.id

@description('Name of the storage account.')
output name string = account.name
