//go:build v4

package main

import (
	"fmt"

	"github.com/go-micro/plugins/v4/registry/consul"
	"github.com/go-micro/plugins/v4/registry/etcd"
	"go-micro.dev/v4/registry"
)

type (
	Registry = registry.Registry
	Service  = registry.Service
)

var registerTTL = registry.RegisterTTL

func open(kind, address string) (Registry, error) {
	switch kind {
	case "consul":
		return consul.NewRegistry(registry.Addrs(address)), nil
	case "etcd":
		return etcd.NewRegistry(registry.Addrs(address)), nil
	}
	return nil, fmt.Errorf("there is no registry %s", kind)
}

func watchOptions(name string) []registry.WatchOption {
	if name == "" {
		return nil
	}
	return []registry.WatchOption{registry.WatchService(name)}
}
