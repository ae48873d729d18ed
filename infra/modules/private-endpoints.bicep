@description('Azure region.')
param location string

@description('Tags of every resource.')
param tags object

@description('Virtual network that resolves the private names.')
param virtualNetworkId string

@description('Subnet of the private endpoints.')
param subnetId string

@description('Resource id of the storage account.')
param storageId string

@description('Name of the storage account.')
param storageName string

@description('Resource id of the storage account of the deployed app.')
param packageId string

@description('Name of the storage account of the deployed app.')
param packageName string

@description('Resource id of the Key Vault.')
param vaultId string

@description('Name of the Key Vault.')
param vaultName string

@description('Resource id of the Key Vault for private keys of DKIM.')
param dkimVaultId string

@description('Name of the app\'s own Key Vault: private keys of DKIM, passwords of providers added through the API.')
param dkimVaultName string

var storageSuffix = environment().suffixes.storage
var services = [
  { name: 'blob', zone: 'privatelink.blob.${storageSuffix}' }
  { name: 'queue', zone: 'privatelink.queue.${storageSuffix}' }
  { name: 'table', zone: 'privatelink.table.${storageSuffix}' }
  { name: 'vault', zone: 'privatelink.vaultcore.azure.net' }
]
// Services and zones have the same order.
var endpoints = [
  { name: storageName, targetId: storageId, service: 0 }
  { name: storageName, targetId: storageId, service: 1 }
  { name: storageName, targetId: storageId, service: 2 }
  { name: vaultName, targetId: vaultId, service: 3 }
  { name: dkimVaultName, targetId: dkimVaultId, service: 3 }
  { name: packageName, targetId: packageId, service: 0 }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in services: {
    parent: zones[i]
    name: 'link-${service.name}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: virtualNetworkId
      }
    }
  }
]

resource privateEndpoints 'Microsoft.Network/privateEndpoints@2026-01-01' = [
  for endpoint in endpoints: {
    name: 'pe-${endpoint.name}-${services[endpoint.service].name}'
    location: location
    tags: tags
    properties: {
      subnet: {
        id: subnetId
      }
      privateLinkServiceConnections: [
        {
          name: services[endpoint.service].name
          properties: {
            privateLinkServiceId: endpoint.targetId
            groupIds: [services[endpoint.service].name]
          }
        }
      ]
    }
  }
]

resource zoneGroups 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-01-01' = [
  for (endpoint, i) in endpoints: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: services[endpoint.service].name
          properties: {
            privateDnsZoneId: zones[endpoint.service].id
          }
        }
      ]
    }
  }
]
