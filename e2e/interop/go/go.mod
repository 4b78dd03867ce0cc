// Only says where the module is: each line of Go Micro has a file of its own, which `go build -modfile` names.
module peer

go 1.24
