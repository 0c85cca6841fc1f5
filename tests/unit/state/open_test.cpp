#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fstream>
#include <functional>
#include <iterator>

#include "help.hpp"
#include "state/db.hpp"
#include "state/files.hpp"
#include "state/replace.hpp"

namespace open_test {

using namespace hsn;
using namespace hsn::state;
using Keys = std::vector<std::string>;

namespace {

Error refused(const std::filesystem::path& path, bool read_only = false) {
  const auto store = Store::open(path, {"orders"}, read_only);
  REQUIRE_FALSE(store);
  return store.error();
}
int mode_of(const std::filesystem::path& path) {
  struct stat found {};
  REQUIRE(stat(path.c_str(), &found) == 0);
  return static_cast<int>(found.st_mode & 07777U);
}
void write_file(const std::filesystem::path& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }
Seen order(int number) {
  const auto n = std::to_string(number);
  return seen("orders", "woocommerce:order:" + n, n, {{"items", text(std::string(2000, 'x'))}});
}
// What becomes of a process that does this: its exit code, or minus the signal that ended it.
int fate_of(const std::function<int()>& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// This process may change no file's mode from now on, as on a file system that has none. False: that cannot be had here.
bool without_chmod() {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
#ifdef SYS_chmod
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_chmod, 2, 0),
#endif
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fchmodat, 1, 0),        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_fchmod, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),           BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  const sock_fprog program{std::size(filter), filter};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace

TEST_CASE("open: makes folder and file for their owner alone, whatever the umask says") {
  test::TempDir dir;
  const auto file = dir.path() / "a" / "b" / "hsn.db";
  const auto mask = GENERATE(static_cast<mode_t>(0), static_cast<mode_t>(0277));
  const auto before = umask(mask);
  auto store = opened(file);
  umask(before);
  show(*store, kOrders, {order(1)});
  CHECK(mode_of(dir.path() / "a") == 0700);
  CHECK(mode_of(dir.path() / "a" / "b") == 0700);
  CHECK(mode_of(file) == 0600);
  CHECK(mode_of(file.string() + "-wal") == 0600);
}

TEST_CASE("open: what was stored is there again") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  {
    auto store = opened(file);
    store->observe(kOrders, std::vector{order(1)}, "c1", kNow);
  }
  CHECK(opened(file)->row({"orders", "woocommerce:order:1"}));
  CHECK(opened(file)->lane(kOrders).cursor == "c1");
}

TEST_CASE("open: refuses what is no state, in words that name the file and the remedy") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  SECTION("text") {
    write_file(file, std::string(5000, 'x'));
    CHECK(refused(file).fault == Fault::bad_data);
    CHECK(refused(file).remedy.find("hsn rebuild") != std::string::npos);
  }
  SECTION("another program's database") {
    Connection(file, Connection::Mode::read_write).script("CREATE TABLE bookmarks (url TEXT)");
    CHECK(refused(file).fault == Fault::bad_data);
    CHECK(refused(file).what.find("another program") != std::string::npos);
  }
  SECTION("a folder") {
    std::filesystem::create_directory(file);
    CHECK(refused(file).fault == Fault::bad_config);
  }
  SECTION("a state cut short") {
    opened(file);
    std::filesystem::resize_file(file, 4096);
    auto store = Store::open(file, {"orders"});
    if (store) CHECK_THROWS_AS((*store)->lanes(), Broken);
    if (!store) CHECK(store.error().fault == Fault::bad_data);
  }
  SECTION("a place below a file") {
    write_file(file, "x");
    CHECK(refused(file / "hsn.db").fault == Fault::bad_config);
  }
  SECTION("nothing, to look at only") {
    CHECK(refused(file, true).fault == Fault::bad_config);
    CHECK_FALSE(std::filesystem::exists(file));
  }
}

TEST_CASE("open: an empty file becomes a state") {
  test::TempDir dir;
  write_file(dir.path() / "hsn.db", "");
  CHECK_NOTHROW(opened(dir.path() / "hsn.db"));
}

TEST_CASE("open: a state made by a newer hsn is left alone") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  opened(file);
  Connection(file, Connection::Mode::read_write).script("PRAGMA user_version = 1000");
  for (const bool read_only : {false, true}) {
    CHECK(refused(file, read_only).fault == Fault::conflict);
    CHECK(refused(file, read_only).what.find("made by a newer hsn") != std::string::npos);
  }
}

TEST_CASE("begin: everything until rollback is undone, and then the store goes on as before") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  auto store = opened(file);
  store->observe(kOrders, std::vector{order(1)}, "c1", kNow);
  store->begin();
  store->observe(kShop, std::vector{seen("products", "woocommerce:product:1", "1")}, "p1", kNow);
  store->observe(kOrders, std::vector{order(2)}, "c2", kNow);
  CHECK(store->lane(kOrders).cursor == "c2");
  CHECK(opened(file)->lane(kOrders).cursor == "c1");
  store->rollback();
  CHECK(store->lane(kOrders).cursor == "c1");
  CHECK_FALSE(store->row({"orders", "woocommerce:order:2"}));
  store->observe(kShop, std::vector{seen("products", "woocommerce:product:1", "1")}, "p1", kNow);
  CHECK(opened(file)->lane(kShop).cursor == "p1");
}

TEST_CASE("open: a reader sees what is whole while a writer is at work, and cannot write") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  auto writer = opened(file);
  writer->begin();
  show(*writer, kOrders, {order(1)});
  auto reader = Store::open(file, {"orders"}, true);
  REQUIRE(reader);
  CHECK_FALSE((*reader)->row({"orders", "woocommerce:order:1"}));
  CHECK_THROWS_AS((*reader)->note("a", "b"), Broken);
}

TEST_CASE("open: a state that is only read answers several questions together") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  auto writer = std::move(Store::open(file, {"orders"}).value());
  show(*writer, kOrders, {order(7)});
  auto reader = std::move(Store::open(file, {"orders"}, true).value());
  std::optional<Row> row;
  reader->together([&] { row = reader->row({"orders", "woocommerce:order:7"}); });
  CHECK(row.has_value());
}

TEST_CASE("kill -9: in the middle of a transaction leaves what was there before; after one, all of it") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  opened(file)->observe(kOrders, std::vector{order(1)}, "c1", kNow);
  CHECK(fate_of([&] {
          auto store = opened(file);
          store->observe(kOrders, std::vector{order(2)}, "c2", kNow);
          store->begin();
          for (int i = 3; i < 300; ++i) store->observe(kOrders, std::vector{order(i)}, "c3", kNow);
          return kill(getpid(), SIGKILL);
        }) == -SIGKILL);
  auto store = opened(file);
  CHECK(store->lane(kOrders).cursor == "c2");
  CHECK(store->row({"orders", "woocommerce:order:2"}));
  CHECK_FALSE(store->row({"orders", "woocommerce:order:3"}));
}

TEST_CASE("open: a file or folder that cannot be made private is an error") {
  test::TempDir dir;
  const auto place = dir.path() / GENERATE("hsn.db", "folder/hsn.db");
  INFO(place);
  const int fate = fate_of([&] {
    if (!without_chmod()) return 3;
    const auto made = make_private_file(place);
    return !made && made.error().what.find("cannot be made private") != std::string::npos ? 0 : 1;
  });
  if (fate == 3) WARN("calls cannot be forbidden here");
  if (fate != 3) CHECK(fate == 0);
}

TEST_CASE("replace: the former state is whole without the journal that a crash has left") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db", fresh = dir.path() / "fresh.db";
  opened(file)->observe(kOrders, std::vector{order(1)}, "c1", kNow);
  REQUIRE(fate_of([&] {
            auto store = opened(file);
            store->observe(kOrders, std::vector{order(2)}, "c2", kNow);
            return kill(getpid(), SIGKILL);
          }) == -SIGKILL);
  REQUIRE(std::filesystem::exists(file.string() + "-wal"));
  opened(fresh);
  const auto kept = replace_state(file, fresh, kNow);
  REQUIRE(kept);
  CHECK_FALSE(std::filesystem::exists(kept->string() + "-wal"));
  CHECK_FALSE(std::filesystem::exists(file.string() + "-wal"));
  CHECK(opened(*kept)->row({"orders", "woocommerce:order:2"}));
  CHECK_FALSE(opened(file)->row({"orders", "woocommerce:order:1"}));
}

TEST_CASE("replace: a former state that cannot be read, with whatever journal, is no hindrance") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db", fresh = dir.path() / "fresh.db";
  write_file(file, std::string(5000, 'x'));
  write_file(file.string() + "-wal", "journal");
  opened(fresh);
  const auto kept = replace_state(file, fresh, kNow);
  REQUIRE(kept);
  CHECK(std::filesystem::file_size(*kept) == 5000);
  CHECK(opened(file)->lanes().empty());
}

TEST_CASE("a disk that takes no more: says so, and nothing is half-stored") {
  test::TempDir dir;
  const auto file = dir.path() / "hsn.db";
  opened(file)->observe(kOrders, std::vector{order(1)}, "c1", kNow);
  CHECK(fate_of([&] {
          auto store = opened(file);
          signal(SIGXFSZ, SIG_IGN);
          const rlimit limit{200'000, 200'000};
          setrlimit(RLIMIT_FSIZE, &limit);
          std::vector<Seen> orders;
          for (int i = 2; i < 500; ++i) orders.push_back(order(i));
          try {
            store->observe(kOrders, orders, "c2", kNow);
          } catch (const Broken& broken) {
            return std::string(broken.what()).find("hsn.db: the disk") != std::string::npos ? 0 : 1;
          }
          return 2;
        }) == 0);
  auto store = opened(file);
  CHECK(store->lane(kOrders).cursor == "c1");
  CHECK_FALSE(store->row({"orders", "woocommerce:order:2"}));
  store->observe(kOrders, std::vector{order(2)}, "c2", kNow);
  CHECK(store->row({"orders", "woocommerce:order:2"}));
}

TEST_CASE("db: a full disk is called by its name") {
  Connection db(":memory:", Connection::Mode::read_write);
  db.script("CREATE TABLE t (x TEXT); PRAGMA max_page_count = 4");
  const std::string much(100'000, 'x');
  CHECK_THROWS_WITH(db.run("INSERT INTO t VALUES (?1)", much),
                    Catch::Contains("the disk is full") && Catch::Contains("free some space"));
}

TEST_CASE("db: an inner transaction that fails takes only its own work along") {
  Connection db(":memory:", Connection::Mode::read_write);
  db.script("CREATE TABLE t (x INTEGER)");
  {
    Transaction outer(db);
    db.run("INSERT INTO t VALUES (1)");
    {
      Transaction inner(db);
      db.run("INSERT INTO t VALUES (2)");
    }
    {
      Transaction inner(db);
      db.run("INSERT INTO t VALUES (3)");
      inner.commit();
    }
    outer.commit();
  }
  {
    Transaction dropped(db);
    db.run("INSERT INTO t VALUES (4)");
  }
  CHECK(db.number("SELECT sum(x) FROM t") == 4);
}

}  // namespace open_test
