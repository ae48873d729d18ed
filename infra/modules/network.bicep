@description('Name of the virtual network.')
param name string

@description('Azure region.')
param location string

@description('Tags of the virtual network.')
param tags object

@description('Address space, /25 or larger; with a subnet for the SMTP door /24.')
param addressPrefix string

@description('Whether the SMTP door needs a subnet.')
param hasDoor bool

var appSubnetName = 'app'
var endpointSubnetName = 'endpoints'
var doorSubnetName = 'door'
var delegations = [
  {
    name: 'flex-consumption'
    properties: {
      serviceName: 'Microsoft.App/environments'
    }
  }
]

resource network 'Microsoft.Network/virtualNetworks@2026-01-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    subnets: concat(
      [
        {
          name: appSubnetName
          properties: {
            addressPrefix: cidrSubnet(addressPrefix, 26, 0)
            delegations: delegations
          }
        }
        {
          name: endpointSubnetName
          properties: {
            addressPrefix: cidrSubnet(addressPrefix, 26, 1)
          }
        }
      ],
      hasDoor
        ? [
            {
              name: doorSubnetName
              properties: {
                addressPrefix: cidrSubnet(addressPrefix, 26, 2)
                delegations: delegations
              }
            }
          ]
        : []
    )
  }

  resource appSubnet 'subnets' existing = {
    name: appSubnetName
  }

  resource endpointSubnet 'subnets' existing = {
    name: endpointSubnetName
  }
}

@description('Resource id of the virtual network.')
output id string = network.id

@description('Subnet that the function app sends from.')
output appSubnetId string = network::appSubnet.id

@description('Subnet of the private endpoints.')
output endpointSubnetId string = network::endpointSubnet.id

@description('Subnet of the SMTP door; empty without it.')
output doorSubnetId string = hasDoor ? '${network.id}/subnets/${doorSubnetName}' : ''
