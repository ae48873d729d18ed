@description('Name of the storage account.')
param name string

@description('Azure region.')
param location string

@description('Tags of the storage account.')
param tags object

@description('Redundancy.')
param sku string

@description('Whether only private endpoints and the allowed addresses reach it.')
param networkIsolation bool

@description('Public IPv4 addresses or ranges that reach it all the same.')
param allowedIpRanges string[]

@description('Days after which a payload blob is deleted, if nothing else deleted it.')
param payloadRetentionDays int

@description('Log Analytics workspace that gets the logs of requests.')
param workspaceId string

@description('Whether the requests to queues and tables are logged too: several lines for each email.')
param logAllRequests bool

// What the app keeps its data in. It creates what is missing at its start; a test compares the names.
var queueNames = [
  'email-dispatch'
  'email-dispatch-poison'
  'email-submissions'
  'email-submissions-poison'
]
var tableNames = [
  'ApiKeys'
  'EmailStatus'
  'GivenIds'
  'Idempotency'
  'Instances'
  'ProviderState'
  'StatusHours'
  'Suppressions'
  'Usage'
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
    // An email that was deleted is gone.
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

// Payload blobs are emails: who reads or deletes them is logged. Writes are left out because the host renews its leases on
// blobs all the time.
#disable-next-line use-recent-api-versions // The newest with categories; the only stable version is that of 2016.
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
