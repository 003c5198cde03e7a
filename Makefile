# Throughline. `make` lists what there is to do; CONTRIBUTING.md says when to do it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# gles: the small OpenGL; it compiles several times faster and draws the same.
# migrated_fynedo: Fyne checks that widgets are touched on the UI thread alone, and drops its old locks.
TAGS    := gles,migrated_fynedo
# In a browser there is no cgo, no choice of OpenGL, and every megabyte is waited for.
WEBTAGS := migrated_fynedo,no_emoji
VERSION := $(shell sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)
LINT    := bin/tools/golangci-lint

# What has goroutines is tested with the race detector; the engine's random traces, which it makes ten times
# slower, run in full without it.
RACE := ./app/... ./clinic/... ./sync/...

# Programs of others, from npm, pinned in interop/package-lock.json. LHC-Forms has Angular built in and names it
# as what it needs besides, so its package is taken alone.
LFORMS := 40.1.3
LFORMS_SUM := 3dacb3b42f5b7f050e548c3cb62999cb5610f963
PEERS := interop/node_modules/.package-lock.json

.PHONY: help run run-web web test check matrix interop screens bench bench-app bench-sync bench-clinic load faults package package-android package-ios build fmt generate clean

help: ## List these commands
	@echo "Throughline $(VERSION)"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup-run build bin/demobrowser ## Start a demo clinic and open the app on it
	@scripts/run

test: setup-headless setup-phones check build bin/demobrowser setup-interop $(PEERS) ## Run everything that CI runs
	@scripts/matrix android ios js
	go test -tags jni ./phone ./sync/vault
	CGO_ENABLED=0 go test -tags accessibility,mobile ./screens/kit
	GOOS=js GOARCH=wasm CGO_ENABLED=0 go test -exec "$$(go env GOROOT)/lib/wasm/go_js_wasm_exec" -run TestInMemory ./sync/store
	go test -timeout 30m -race -short -tags $(TAGS) $(RACE)
	go test -timeout 30m -tags $(TAGS) $$(go list -tags $(TAGS) ./... | grep -vxFf <(go list -tags $(TAGS) $(RACE) | grep -v /sync/engine))

check: setup-check $(LINT) ## Formatting, lint, vet, import rules, generated files
	@scripts/check $(TAGS)

matrix: setup-phones setup-package ## Compile and vet for every system that the app is for
	@scripts/matrix

interop: setup-interop $(PEERS) ## Try the app against servers, and our server with apps, that others wrote
	CGO_ENABLED=0 go test -count=1 ./interop

screens: ## Draw every screen into build/screens
	CGO_ENABLED=0 go run ./internal/gallery -out build/screens

bench: ## Run the benchmarks, into build/bench.txt
	@mkdir -p build
	CGO_ENABLED=0 go test -run '^$$' -bench . -benchmem $$(go list ./... | grep -vE '^throughline(/app|/e2e)?$$') | tee build/bench.txt

bench-sync: setup-interop $(PEERS) ## Race the sync against PouchDB and last-write-wins
	@mkdir -p build
	CGO_ENABLED=0 go build -o build/benchsync ./internal/benchsync
	build/benchsync | tee build/bench-sync.txt

bench-app: setup-headless build ## Measure the app beside an empty window, and each screen at a year of data
	@mkdir -p build
	go build -tags $(TAGS) -o build/emptywindow ./e2e/benchapp/empty
	CGO_ENABLED=0 go build -o build/benchapp ./e2e/benchapp
	build/benchapp | tee build/bench-app.txt
	CGO_ENABLED=0 go test ./internal/gallery -run '^$$' -bench AtAYear -benchtime 20x | tee -a build/bench-app.txt

# Options: ONLY=app-kills,clinic for some campaigns, FUZZTIME=10s, FUZZ=./sync/store,./fhir for some fuzz targets, FAULTS="-kills 5 -rounds 0" for the clinic's.
faults: setup-headless setup-faults ## Run the long proofs, some hours: kill, cut, lose and fuzz, and count what is left
	@mkdir -p build
	CGO_ENABLED=0 go build -o build/faults ./internal/faults
	build/faults -only '$(ONLY)' $(if $(FUZZTIME),-fuzztime $(FUZZTIME)) $(if $(FUZZ),-fuzz $(FUZZ)) -- $(FAULTS)

bench-clinic: setup-interop setup-faults $(PEERS) ## Measure clinicd beside Medplum's router and plain inserts
	@mkdir -p build
	CGO_ENABLED=0 go build -o build/benchclinic ./internal/benchclinic
	CGO_ENABLED=0 go build -o build/benchday ./internal/benchday
	build/benchclinic | tee build/bench-clinic.txt
	build/benchday -engine sqlite | tee -a build/bench-clinic.txt
	build/benchday -engine postgres | tee -a build/bench-clinic.txt

load: setup-faults ## Let 200 phones live on the clinic's server for five minutes
	@mkdir -p build
	CGO_ENABLED=0 go build -o build/benchday ./internal/benchday
	build/benchday -load 5m | tee build/load.txt

package: setup-package ## Make release archives in dist
	@scripts/package $(VERSION)

package-android: bin/tools/fyne ## Make the app for Android, where its SDK is (docs/release.md)
	@scripts/package-phone android

package-ios: bin/tools/fyne ## Make the app for iOS, on macOS with Xcode (docs/release.md)
	@scripts/package-phone ios

run-web: web ## Start a demo clinic that gives out the app to a browser, and print its address
	CGO_ENABLED=0 go build -o bin/clinicd ./cmd/clinicd
	@rm -rf build/run-web && mkdir -p build/run-web
	@bin/clinicd demo-accounts
	@echo "Open the address after web= in a browser. Control and C ends it."
	@bin/clinicd serve --demo --web build/web --db sqlite:build/run-web/clinic.db --listen 127.0.0.1:$(or $(PORT),0) 2>build/run-web/clinicd.log

web: ## Build the app for browsers into build/web
	@mkdir -p build
	CGO_ENABLED=0 GOOS=js GOARCH=wasm go build -tags $(WEBTAGS) -ldflags '-s -w -X throughline/app.Version=$(VERSION)' -o build/throughline.wasm .
	CGO_ENABLED=0 go run ./scripts/icon assets/mark.svg build/icons 32 180 192 512
	CGO_ENABLED=0 go run ./scripts/web -wasm build/throughline.wasm -runtime "$$(go env GOROOT)/lib/wasm/wasm_exec.js" -icons build/icons -out build/web

build: setup-build ## Build bin/throughline and bin/clinicd
	go build -tags $(TAGS) -o bin/throughline .
	CGO_ENABLED=0 go build -o bin/clinicd ./cmd/clinicd

fmt: $(LINT) ## Format the code
	$(LINT) fmt

generate: ## Write the generated files anew
	CGO_ENABLED=0 go generate ./...

clean: ## Delete what make made
	rm -rf bin build dist

.PHONY: setup-build setup-check setup-headless setup-faults setup-interop setup-phones setup-package setup-run bin/demobrowser

setup-build:
	@scripts/setup build

setup-check:
	@scripts/setup build check

setup-headless:
	@scripts/setup build headless check database

setup-run:
	@scripts/setup build $(if $(DISPLAY)$(WAYLAND_DISPLAY),,headless)

setup-interop:
	@scripts/setup interop

setup-faults:
	@scripts/setup cluster

setup-phones:
	@scripts/setup build phones

setup-package:
	@scripts/setup build package

$(PEERS): interop/package.json interop/package-lock.json | setup-interop
	@echo "installing the programs of others (pinned in interop/package-lock.json)"
	@cd interop && npm ci --silent && npm pack --silent lforms@$(LFORMS) --pack-destination node_modules >/dev/null
	@cd interop/node_modules && echo "$(LFORMS_SUM)  lforms-$(LFORMS).tgz" | sha1sum --check --quiet
	@cd interop/node_modules && mkdir -p lforms && tar xzf lforms-$(LFORMS).tgz -C lforms --strip-components 1 && touch .package-lock.json

bin/demobrowser:
	@CGO_ENABLED=0 go build -o $@ ./scripts/demobrowser

# The linter is built from the versions that tools/go.mod pins; about a minute the first time.
bin/tools/%: tools/go.mod tools/go.sum
	@echo "building $* (pinned in tools/go.mod)"
	@cd tools && CGO_ENABLED=0 go build -ldflags='-s -w' -o ../$@ $$(go list -f '{{.ImportPath}}' tool | grep '/$*$$')
