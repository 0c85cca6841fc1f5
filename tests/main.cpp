// The implementation half of Catch2 v2: kept out of the precompiled header's reach (SKIP_PRECOMPILE_HEADERS).
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
