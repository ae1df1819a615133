//go:build !old

package main

import "github.com/aws/aws-sdk-go-v2/config"

func elsewhere() []func(*config.LoadOptions) error { return nil } // AWS_ENDPOINT_URL does it
