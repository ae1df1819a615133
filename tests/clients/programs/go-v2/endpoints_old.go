//go:build old

package main

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
)

func elsewhere() []func(*config.LoadOptions) error {
	if url == "" {
		return nil
	}
	return []func(*config.LoadOptions) error{config.WithEndpointResolverWithOptions(
		aws.EndpointResolverWithOptionsFunc(
			func(service, region string, _ ...interface{}) (aws.Endpoint, error) {
				return aws.Endpoint{URL: url, SigningRegion: region, HostnameImmutable: true}, nil
			}))}
}
