//go:build v5

package main

import (
	"fmt"

	"go-micro.dev/v5/registry"
	"go-micro.dev/v5/registry/consul"
	"go-micro.dev/v5/registry/etcd"
)

type (
	Registry = registry.Registry
	Service  = registry.Service
)

var registerTTL = registry.RegisterTTL

func open(kind, address string) (Registry, error) {
	switch kind {
	case "consul":
		return consul.NewConsulRegistry(registry.Addrs(address)), nil
	case "etcd":
		return etcd.NewEtcdRegistry(registry.Addrs(address)), nil
	}
	return nil, fmt.Errorf("there is no registry %s", kind)
}

func watchOptions(name string) []registry.WatchOption {
	if name == "" {
		return nil
	}
	return []registry.WatchOption{registry.WatchService(name)}
}
