// A service of Go Micro as far as its registry goes, told what to do by a test.
//
//	peer <consul|etcd> <address> register <ttl>  registers each service that a line of its input is, and renews it
//	peer <consul|etcd> <address> list <name>     prints the versions of a service
//	peer <consul|etcd> <address> watch [name]    prints each change
//
// What registers and what watches ends with its input, or by SIGTERM; it then takes back what it registered.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 3 {
		return errors.New("peer <consul|etcd> <address> <register|list|watch> ...")
	}
	registry, err := open(args[0], args[1])
	if err != nil {
		return err
	}
	rest := ""
	if len(args) > 3 {
		rest = args[3]
	}
	switch args[2] {
	case "register":
		ttl, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		return register(registry, ttl)
	case "list":
		services, err := registry.GetService(rest)
		if err != nil {
			return err
		}
		return say(services)
	case "watch":
		return watch(registry, rest)
	}
	return fmt.Errorf("there is no %s", args[2])
}

func register(registry Registry, ttl time.Duration) error {
	lines, term := input(), terminated()
	var renewals <-chan time.Time
	if ttl > 0 {
		renewals = time.Tick(ttl / 3)
	}
	var registered []*Service
	for {
		select {
		case line, more := <-lines:
			if !more {
				return deregister(registry, registered)
			}
			service := &Service{}
			if err := json.Unmarshal(line, service); err != nil {
				return err
			}
			if err := registry.Register(service, registerTTL(ttl)); err != nil {
				return err
			}
			registered = append(others(registered, service), service)
			fmt.Println("registered")
		case <-renewals:
			for _, service := range registered {
				if err := registry.Register(service, registerTTL(ttl)); err != nil {
					return err
				}
				fmt.Println("renewed")
			}
		case <-term:
			return deregister(registry, registered)
		}
	}
}

// All but what a service replaces: the one with its first node.
func others(registered []*Service, service *Service) []*Service {
	var kept []*Service
	for _, other := range registered {
		if other.Nodes[0].Id != service.Nodes[0].Id {
			kept = append(kept, other)
		}
	}
	return kept
}

func deregister(registry Registry, registered []*Service) error {
	for _, service := range registered {
		if err := registry.Deregister(service); err != nil {
			return err
		}
	}
	fmt.Println("deregistered")
	return nil
}

func watch(registry Registry, name string) error {
	lines, term := input(), terminated()
	watcher, err := registry.Watch(watchOptions(name)...)
	if err != nil {
		return err
	}
	fmt.Println("watching")
	failed := make(chan error, 1)
	go func() {
		for {
			result, err := watcher.Next()
			if err == nil {
				err = say(result)
			}
			if err != nil {
				failed <- err
				return
			}
		}
	}()
	for {
		select {
		case err := <-failed:
			return err
		case _, more := <-lines:
			if !more {
				return nil
			}
		case <-term:
			return nil
		}
	}
}

func say(value any) error {
	return json.NewEncoder(os.Stdout).Encode(value)
}

// How long it may take to take back what was registered once the input has ended. Where the registry has gone with
// whoever gave the input, some calls of Go Micro wait for ever.
const patience = 5 * time.Second

// The lines of the input; closed where it ends.
func input() <-chan []byte {
	lines := make(chan []byte, 16)
	go func() {
		defer time.AfterFunc(patience, func() { os.Exit(1) })
		defer close(lines)
		reader := bufio.NewReader(os.Stdin)
		for {
			line, err := reader.ReadBytes('\n')
			if err != nil {
				if err != io.EOF {
					fmt.Fprintln(os.Stderr, err)
				}
				return
			}
			lines <- line
		}
	}()
	return lines
}

func terminated() <-chan os.Signal {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	return term
}
