@description('Name of the container registry.')
param name string

@description('Azure region.')
param location string

@description('Tags of the registry.')
param tags object

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
  }
}

@description('Name of the registry.')
output name string = registry.name

@description('Its address, the first part of image names.')
output server string = registry.properties.loginServer
