# hsn: build, try, test. `make help` lists the targets.
# On a fresh Debian 12 only git and make are needed: `make demo` and `make test` install the rest (deps).

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
JOBS    ?= $(shell nproc)
SOAK    ?=

PACKAGES := g++ cmake ninja-build ccache pkg-config git ca-certificates tzdata \
  libcli11-dev nlohmann-json3-dev libspdlog-dev libsqlite3-dev libcurl4-openssl-dev libssl-dev libexpected-dev \
  libhowardhinnant-date-dev libtomlplusplus-dev libcpp-httplib-dev libutf8proc-dev \
  curl catch2 librapidcheck-dev clang libclang-rt-14-dev clang-format clang-tidy mandoc openssl

SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
CMAKE_FLAGS := -G Ninja

.DEFAULT_GOAL := build
.PHONY: help deps setup build demo test unit e2e histories clients fault fuzz bench lint format reference man asan tsan install uninstall clean

help: ## what can be made
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

deps: ## install the Debian packages that are missing
	@missing=$$(for p in $(PACKAGES); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || echo $$p; done; \
	  command -v node > /dev/null || echo nodejs; command -v npm > /dev/null || echo npm); \
	if [ -n "$$missing" ]; then \
	  echo "installing missing Debian packages$(if $(SUDO), through sudo):" $$missing; \
	  $(SUDO) apt-get update -q && DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get install -y -q --no-install-recommends $$missing; \
	fi

setup: ## a git hook that formats staged lines and checks the rooms
	@printf '#!/bin/sh\nexec tests/lint.sh --staged\n' > .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit

build: deps ## the hsn binary, optimised, in $(BUILD)
	@cmake -S . -B $(BUILD) $(CMAKE_FLAGS) -DCMAKE_BUILD_TYPE=Release > /dev/null
	@cmake --build $(BUILD) --target hsn -j $(JOBS)

demo: build ## Notion and all services in miniature: set up, sync, edit, decide, answer, undo
	@tests/e2e/demo.sh $(BUILD)/hsn

test: build asan histories e2e ## everything that CI runs
	@tests/lint.sh --quick
	@echo "make test: all green"

asan: deps ## all tests under address and undefined-behaviour sanitizers
	@cmake -S . -B $(BUILD)/asan $(CMAKE_FLAGS) -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHSN_SANITIZE=address,undefined \
	  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-Og -g1" > /dev/null
	@cmake --build $(BUILD)/asan -j $(JOBS)
	@ASAN_OPTIONS=malloc_context_size=5 ctest --test-dir $(BUILD)/asan --output-on-failure -j $(JOBS)

unit: deps ## the quick tests, without sanitizers
	@cmake -S . -B $(BUILD)/unit $(CMAKE_FLAGS) -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O0 > /dev/null
	@cmake --build $(BUILD)/unit -j $(JOBS)
	@ctest --test-dir $(BUILD)/unit --output-on-failure -j $(JOBS)

e2e: build ## scenarios: the binary against the sandbox over real sockets
	@tests/e2e/run.sh $(BUILD)/hsn

HISTORIES ?= 10000
histories: build ## HISTORIES random histories against the reference model
	@cmake --build $(BUILD) --target test_property -j $(JOBS)
	@tests/property/histories.sh $(BUILD)/tests/test_property $(HISTORIES)

clients: build ## the official Notion and WooCommerce clients (npm) against the sandbox
	@tests/node/run.sh $(BUILD)/hsn || [ $$? -eq 77 ]

fault: build ## killed, cut off, out of disk, mutated: nothing lost, nothing twice (SOAK=1: for hours)
	@cmake --build $(BUILD) --target test_fault test_property -j $(JOBS)
	@HSN_SOAK=$(SOAK) tests/fault/run.sh $(BUILD)

tsan: deps ## the tests with threads, under the thread sanitizer
	@cmake -S . -B $(BUILD)/tsan $(CMAKE_FLAGS) -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHSN_SANITIZE=thread \
	  -DCMAKE_CXX_FLAGS_RELWITHDEBINFO="-O1 -g1" > /dev/null
	@cmake --build $(BUILD)/tsan --target test_unit_server test_unit_sandbox -j $(JOBS)
	@ctest --test-dir $(BUILD)/tsan --output-on-failure -R 'unit_(server|sandbox)'

FUZZ_SECONDS ?= 60
fuzz: deps ## libFuzzer on everything that reads foreign bytes, FUZZ_SECONDS each
	@cmake -S . -B $(BUILD)/fuzz $(CMAKE_FLAGS) -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=RelWithDebInfo -DHSN_FUZZ=ON > /dev/null
	@cmake --build $(BUILD)/fuzz --target fuzzers -j $(JOBS)
	@tests/fuzz/run.sh $(BUILD)/fuzz/tests/fuzz $(FUZZ_SECONDS)

bench: build ## requests per record, wall against the floor, CPU, memory, planning at 1,000,000 rows; sentiment
	@cmake --build $(BUILD) --target hsn_bench hsn_bench_floor hsn_bench_sentiment -j $(JOBS)
	@tests/bench/run.sh $(BUILD)

lint: deps ## formatting, rooms, clang-tidy, man pages, scripts
	@cmake -S . -B $(BUILD)/lint $(CMAKE_FLAGS) -DCMAKE_CXX_COMPILER=clang++ > /dev/null
	@tests/lint.sh $(BUILD)/lint

format: ## clang-format over all of ours
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format -i

reference: build ## .env.example and the settings of hsn.conf(5), from their declarations
	@$(BUILD)/hsn config reference --env > .env.example
	@$(BUILD)/hsn config reference --man | sed -i -e '/^.\\" settings: begin/r /dev/stdin' -e '/^.\\" settings: begin/,/^.\\" settings: end/{/settings: /!d}' man/hsn.conf.5

man: ## check the man pages
	@! mandoc -T lint man/*.[1-8] 2>&1 | grep -v 'referenced manual not found'

install: build ## into $(DESTDIR)$(PREFIX)
	@DESTDIR="$(DESTDIR)" cmake --install $(BUILD) --prefix "$(PREFIX)"

uninstall: ## what install put there
	@test -f $(BUILD)/install_manifest.txt || { echo "make uninstall: nothing was installed from $(BUILD)" >&2; exit 1; }
	@sed 's|^|$(DESTDIR)|' $(BUILD)/install_manifest.txt | xargs -d '\n' rm -fv
	@sed -n 's|^\(.*/share/doc/hsn.*\)/[^/]*$$|$(DESTDIR)\1|p' $(BUILD)/install_manifest.txt | sort -ru | \
	  xargs -r -d '\n' rmdir --ignore-fail-on-non-empty

clean: ## remove what was built
	@rm -rf $(BUILD)
