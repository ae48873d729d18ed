targetScope = 'subscription'

import { apiKeyType, providerType } from 'modules/types.bicep'

@description('Name of the azd environment, part of the name of the resource group.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Azure region of every resource. It must offer Flex Consumption; scripts/check-region.sh checks that.')
@minLength(1)
param location string

@description('Object id of the deployer, who may set secrets in the Key Vault; empty: nobody.')
param deployerPrincipalId string = ''

@description('Principal type of the deployer; empty: Azure looks it up.')
@allowed(['', 'Group', 'ServicePrincipal', 'User'])
param deployerPrincipalType string = ''

@description('The SMTP accounts to send through, in the order of their numbers in the settings Providers__N__*.')
param providers providerType[] = []

@description('Initial API keys; each names the secret that holds it.')
param apiKeys apiKeyType[] = []

@description('Further application settings, such as { Dispatch__MaxAge: \'12:00:00\' }.')
param appSettings object = {}

@description('Redundancy of storage; empty: zone-redundant if the region has availability zones, otherwise local.')
@allowed(['', 'Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = ''

@description('Days after which the blob of an email is deleted at the latest. Emails may be scheduled 30 days ahead.')
@minValue(45)
@maxValue(365)
param payloadRetentionDays int = 60

@description('Days in which deleted secrets can be recovered. Cannot be changed later.')
@minValue(7)
@maxValue(90)
param secretRecoveryDays int = 90

@description('Days to keep logs and metrics. Log Analytics charges for more than 31.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 31

@description('Maximum gigabytes of logs and metrics per day; -1 for no limit.')
param logDailyCapGb int = 5

@description('Whether to log every request to the storage account. Costs about as much as the app\'s own logs.')
param logStorageRequests bool = false

@description('Memory of one instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Maximum instances for each group of functions.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('Instances kept running for requests, and the same number for sending; 0 to pay only for use.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int = 0

@description('Whether storage and Key Vault are reachable only through private endpoints in a virtual network.')
param networkIsolation bool = false

@description('With network isolation: public IPv4 addresses or ranges that may reach storage and Key Vault anyway.')
param allowedIpRanges string[] = []

@description('Address space of the virtual network, /25 or larger; with the SMTP door /24.')
param virtualNetworkPrefix string = '10.80.0.0/24'

@description('Whether to prepare the SMTP door: a container registry, and the identity it runs as.')
param smtpDoor bool = false

@description('The image of the SMTP door; empty: it is not pushed yet, so only the registry is made.')
param smtpDoorImage string = ''

@description('The name that clients of the SMTP door connect to.')
param smtpDoorHostName string = ''

@description('Name of the certificate of the SMTP door in the Key Vault.')
param smtpDoorCertificate string = 'smtp-door'

@description('Maximum instances of the SMTP door.')
@minValue(1)
@maxValue(300)
param smtpDoorMaximumInstances int = 5

@description('Addresses that Azure Monitor notifies when an alert fires, not through this dispatcher.')
param alertEmails string[] = []

@description('Alert when the oldest due email has waited this many seconds.')
@minValue(60)
param oldestEmailAlertSeconds int = 900

@description('Alert when this percentage of attempts in 15 minutes failed.')
@minValue(1)
@maxValue(100)
param failureRateAlertPercent int = 25

var tags = { 'azd-env-name': environmentName }
var token = toLower(uniqueString(subscription().id, environmentName, location))

// https://learn.microsoft.com/azure/reliability/regions-list: the regions with availability zones.
var zonalRegions = [
  'australiaeast'
  'austriaeast'
  'brazilsouth'
  'canadacentral'
  'centralindia'
  'centralus'
  'chilecentral'
  'eastasia'
  'eastus'
  'eastus2'
  'francecentral'
  'germanywestcentral'
  'indonesiacentral'
  'israelcentral'
  'italynorth'
  'japaneast'
  'japanwest'
  'koreacentral'
  'malaysiawest'
  'mexicocentral'
  'newzealandnorth'
  'northeurope'
  'norwayeast'
  'polandcentral'
  'qatarcentral'
  'southafricanorth'
  'southcentralus'
  'southeastasia'
  'spaincentral'
  'swedencentral'
  'switzerlandnorth'
  'uaenorth'
  'uksouth'
  'westeurope'
  'westus2'
  'westus3'
]
var redundancy = !empty(storageSku) ? storageSku : contains(zonalRegions, location) ? 'Standard_ZRS' : 'Standard_LRS'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${token}'
    location: location
    tags: tags
  }
}

module packageIdentity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-package-${token}'
    location: location
    tags: tags
  }
}

module doorIdentity 'modules/identity.bicep' = if (smtpDoor) {
  scope: group
  params: {
    name: 'id-door-${token}'
    location: location
    tags: tags
  }
}

module registry 'modules/registry.bicep' = if (smtpDoor) {
  scope: group
  params: {
    name: 'cr${token}'
    location: location
    tags: tags
  }
}

module network 'modules/network.bicep' = if (networkIsolation || smtpDoor) {
  scope: group
  params: {
    name: 'vnet-${token}'
    location: location
    tags: tags
    addressPrefix: virtualNetworkPrefix
    hasDoor: smtpDoor
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    sku: redundancy
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    payloadRetentionDays: payloadRetentionDays
    workspaceId: monitoring.outputs.workspaceId
    logAllRequests: logStorageRequests
  }
}

module package 'modules/package.bicep' = {
  scope: group
  params: {
    name: 'stpkg${token}'
    location: location
    tags: tags
    sku: redundancy
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    recoveryDays: secretRecoveryDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

// The app writes here, private keys of DKIM and passwords of providers, so it has no secret of the deployment.
module dkimVault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kvdkim-${token}'
    location: location
    tags: tags
    networkIsolation: networkIsolation
    allowedIpRanges: allowedIpRanges
    recoveryDays: secretRecoveryDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    insightsName: 'appi-${token}'
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (networkIsolation) {
  scope: group
  params: {
    location: location
    tags: tags
    virtualNetworkId: networkIsolation ? network!.outputs.id : ''
    subnetId: networkIsolation ? network!.outputs.endpointSubnetId : ''
    storageId: storage.outputs.id
    storageName: storage.outputs.name
    packageId: package.outputs.id
    packageName: package.outputs.name
    vaultId: vault.outputs.id
    vaultName: vault.outputs.name
    dkimVaultId: dkimVault.outputs.id
    dkimVaultName: dkimVault.outputs.name
  }
}

module roles 'modules/roles.bicep' = {
  scope: group
  params: {
    principalId: identity.outputs.principalId
    packagePrincipalId: packageIdentity.outputs.principalId
    storageName: storage.outputs.name
    packageStorageName: package.outputs.name
    vaultName: vault.outputs.name
    dkimVaultName: dkimVault.outputs.name
    insightsName: monitoring.outputs.insightsName
    doorPrincipalId: smtpDoor ? doorIdentity!.outputs.principalId : ''
    registryName: smtpDoor ? registry!.outputs.name : 'none'
    deployerPrincipalId: deployerPrincipalId
    deployerPrincipalType: deployerPrincipalType
  }
}

module app 'modules/app.bicep' = {
  scope: group
  // The app needs its roles to start and the private names to find its storage.
  dependsOn: [privateEndpoints, roles]
  params: {
    planName: 'plan-${token}'
    name: 'func-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageName: storage.outputs.name
    packageContainerUri: package.outputs.containerUri
    packageIdentityId: packageIdentity.outputs.id
    vaultName: vault.outputs.name
    dkimVaultName: dkimVault.outputs.name
    insightsName: monitoring.outputs.insightsName
    subnetId: networkIsolation ? network!.outputs.appSubnetId : ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    providers: providers
    apiKeys: apiKeys
    appSettings: appSettings
  }
}

module door 'modules/door.bicep' = if (smtpDoor && !empty(smtpDoorImage)) {
  scope: group
  dependsOn: [privateEndpoints, roles]
  params: {
    name: 'ca-door-${token}'
    environmentName: 'cae-${token}'
    location: location
    tags: tags
    identityId: smtpDoor ? doorIdentity!.outputs.id : ''
    identityClientId: smtpDoor ? doorIdentity!.outputs.clientId : ''
    image: smtpDoorImage
    registryServer: smtpDoor ? registry!.outputs.server : ''
    hostName: smtpDoorHostName
    certificateName: smtpDoorCertificate
    maximumInstanceCount: smtpDoorMaximumInstances
    subnetId: smtpDoor ? network!.outputs.doorSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
    storageName: storage.outputs.name
    vaultName: vault.outputs.name
    providers: providers
    apiKeys: apiKeys
    appSettings: appSettings
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    suffix: token
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    emails: alertEmails
    oldestEmailSeconds: oldestEmailAlertSeconds
    failureRatePercent: failureRateAlertPercent
  }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('The function app.')
output AZURE_FUNCTION_APP_NAME string = app.outputs.name

@description('The Key Vault that holds the secrets of providers and API keys.')
output AZURE_KEY_VAULT_NAME string = vault.outputs.name

@description('The storage account.')
output AZURE_STORAGE_ACCOUNT_NAME string = storage.outputs.name

@description('Base address of the API.')
output SERVICE_API_URI string = app.outputs.uri

@description('The registry for the image of the SMTP door; empty without a door.')
output SMTP_DOOR_REGISTRY string = smtpDoor ? registry!.outputs.server : ''

@description('The address of the SMTP door; empty while it does not run.')
output SMTP_DOOR_ADDRESS string = smtpDoor && !empty(smtpDoorImage) ? door!.outputs.address : ''
