# The versions of the tools that are run and not imported. They stay out of go.mod, so that go.sum holds the program's own modules.
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.DEFAULT_GOAL := help
.PHONY: help run demo test check race bench generate drift vet lint format build docker

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## serve on 127.0.0.1:8080 with SQLite under ./data
	go run .

demo: ## the same on a throw-away database full of examples
	go run . demo

test: ## all tests; on MariaDB too when mariadbd is on the PATH
	go test -timeout 20m ./...

check: drift vet lint test ## what must pass before a commit

# The matrix of roles and the list of faults send one request after the other: nothing there is shared.
race: ## the packages that share data between goroutines, under the race detector
	CGO_ENABLED=1 go test -race -short -timeout 20m ./models/... ./jobs/...
	CGO_ENABLED=1 go test -race -short -timeout 40m -skip 'TestEveryRoleOnEveryOperation|TestEveryOperationRefusesFaultsAlike' ./handlers/...

bench: ## the storm of sign-ups and the listing, with p50, p99 and memory
	TEST_MYSQL_DURABLE=1 go test . -run '^$$' -bench . -benchtime 1x -timeout 30m

generate: ## api/api.gen.go from api/openapi.yaml
	go generate ./...

# By comparing copies and not by git diff, so that it works in the middle of a change too.
drift: ## fail when generated code is older than the contract
	@before=$$(mktemp -d) && trap 'rm -rf "$$before"' EXIT && cp -R api/. "$$before" && \
	$(MAKE) --no-print-directory generate && \
	{ diff -r "$$before" api || { echo 'generated code had drifted from the contract: commit what make generate wrote' >&2; exit 1; }; }

vet:
	go vet ./...
	go vet -tags testclock .

# The pattern is for what the linter cannot say: an inline condition of GORM is raw SQL when it is a string, and when that
# string is empty there is no condition at all and the first row of the table answers.
lint: ## linters, formatters and the import direction
	go run $(GOLANGCI) run
	@! grep -rnE '\.(First|Take|Last|Find|Delete)\(&?[A-Za-z_.]+(\{\})?, ' models --include='*.go' | grep -v '(tx, ' || \
	{ echo 'inline conditions of GORM: write Where' >&2; exit 1; }

format: ## write the files as the formatters want them
	go run $(GOLANGCI) fmt

build: ## a static binary, ./station
	CGO_ENABLED=0 go build -trimpath -tags nomsgpack -ldflags '-s -w' -o station .

docker: ## the container image, practice-station
	docker build -t practice-station .
