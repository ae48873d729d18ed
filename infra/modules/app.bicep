import { apiKeyType, providerType } from 'types.bicep'

@description('Name of the Flex Consumption plan.')
param planName string

@description('Name of the function app.')
param name string

@description('Azure region.')
param location string

@description('Tags of both.')
param tags object

@description('Resource id of the identity that the app runs as.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Name of the storage account.')
param storageName string

@description('Container with the deployed app.')
param packageContainerUri string

@description('Resource id of the identity with access to this container.')
param packageIdentityId string

@description('Name of the Key Vault.')
param vaultName string

@description('Name of the app\'s own Key Vault: private keys of DKIM, passwords of providers added through the API.')
param dkimVaultName string

@description('Name of the Application Insights component.')
param insightsName string

@description('Subnet for outbound traffic; empty for none.')
param subnetId string

@description('Memory of one instance in MB.')
param instanceMemoryMB int

@description('Maximum instances for each group of functions.')
param maximumInstanceCount int

@description('Instances kept running for requests, and the same number for sending.')
param alwaysReadyInstances int

@description('The SMTP accounts.')
param providers providerType[]

@description('Initial API keys.')
param apiKeys apiKeyType[]

@description('Further application settings.')
param appSettings object

resource storage 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

resource dkimVault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: dkimVaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

// The host reads a whole body before the app runs, by default up to 100 MB. This limit is a little more than
// EmailLimits.MaxRequestBytes, which is 1.5 times the maximum message.
var maxMessageBytes = int(appSettings.?Emails__MaxMessageBytes ?? 26214400)
var maxBodyBytes = maxMessageBytes / 2 * 3 + 1048576

// Names and addresses only: the app uses its identity for these services. The platform's front end overwrites Client-IP with
// the caller's address.
var requiredSettings = [
  { name: 'Access__ClientAddressHeader', value: 'Client-IP' }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${identityClientId};Authorization=AAD' }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insights.properties.ConnectionString }
  { name: 'AZURE_CLIENT_ID', value: identityClientId }
  { name: 'AzureWebJobsStorage__accountName', value: storage.name }
  { name: 'AzureWebJobsStorage__clientId', value: identityClientId }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'FUNCTIONS_REQUEST_BODY_SIZE_LIMIT', value: string(maxBodyBytes) }
  { name: 'KeyVault__DkimUri', value: dkimVault.properties.vaultUri }
  { name: 'KeyVault__Uri', value: vault.properties.vaultUri }
]
var providerSettings = map(
  range(0, length(providers)),
  i => map(items(providers[i]), entry => { name: 'Providers__${i}__${entry.key}', value: string(entry.value) })
)
var apiKeySettings = map(
  range(0, length(apiKeys)),
  i => map(items(apiKeys[i]), entry => { name: 'Access__Keys__${i}__${entry.key}', value: string(entry.value) })
)

// One group for all HTTP functions; a queue-triggered function scales by itself.
var alwaysReadyGroups = ['http', 'function:DispatchEmail']

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
      '${packageIdentityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: packageIdentityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReadyInstances == 0
          ? []
          : map(alwaysReadyGroups, group => { name: group, instanceCount: alwaysReadyInstances })
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: concat(
        requiredSettings,
        map(items(appSettings), entry => { name: entry.key, value: string(entry.value) }),
        flatten(providerSettings),
        flatten(apiKeySettings)
      )
    }
  }
}

// Publishing needs Entra: no user name and password.
resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2025-03-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

@description('Name of the function app.')
output name string = app.name

@description('Base address of the API.')
output uri string = 'https://${app.properties.defaultHostName}'
