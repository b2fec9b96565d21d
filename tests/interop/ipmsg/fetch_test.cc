// SPDX-License-Identifier: Apache-2.0
// A peer of IP Messenger that lies, over a real connection: names that lead elsewhere, links, folders that
// end too often. Beside the receive folder stands what must never change.
#include "interop/ipmsg/fetch.h"

#include "interop/ipmsg/directory_stream.h"
#include "tests/support/temp_dir.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

namespace culver::interop::ipmsg {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

constexpr std::uint32_t kRegular = 1, kFolder = 2, kLink = 4, kDevice = 5;

const std::vector<std::string>& hostile_names() {
    static const std::vector<std::string> names{"..",
                                                ".",
                                                "../canary",
                                                "../../canary",
                                                "/tmp/culver-canary",
                                                "a/b",
                                                "a/../../canary",
                                                "..\\canary",
                                                "C:\\canary",
                                                "\\\\host\\x",
                                                "x\0y"s,
                                                "../in/../canary",
                                                "",
                                                "link/new",
                                                std::string(300, 'n'),
                                                ".culver-partial-" + TransferId{}.text()};
    return names;
}

// Answers one request with those bytes, then ends the connection.
class OneAnswer {
public:
    explicit OneAnswer(std::string bytes)
        : acceptor_(loop_, {boost::asio::ip::address_v4::loopback(), 0}),
          at_(acceptor_.local_endpoint()),
          thread_([this, bytes = std::move(bytes)] {
              boost::system::error_code error;
              boost::asio::ip::tcp::socket peer(loop_);
              acceptor_.accept(peer, error);
              char asked = 0;
              boost::asio::read(peer, boost::asio::buffer(&asked, 1), error);
              boost::asio::write(peer, boost::asio::buffer(bytes), error);
              peer.shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
              while (!error) boost::asio::read(peer, boost::asio::buffer(&asked, 1), error);
          }) {}
    ~OneAnswer() { thread_.join(); }
    OneAnswer(const OneAnswer&) = delete;
    OneAnswer& operator=(const OneAnswer&) = delete;
    [[nodiscard]] Endpoint at() const { return {at_.address(), at_.port()}; }

private:
    boost::asio::io_context loop_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::ip::tcp::endpoint at_;
    std::thread thread_;
};

std::string record(const std::string& name, std::uint32_t attributes, const std::string& content = {}) {
    return write_header({.name = name, .size = content.size(), .attributes = attributes, .time = 1}) +
           content;
}

class FetchTest : public testing::Test {
protected:
    FetchTest() {
        fs::create_directories(in());
        fs::create_directory(dir_.path() / "elsewhere");
        std::ofstream(dir_.path() / "canary") << "as it was";
        std::ofstream(dir_.path() / "elsewhere" / "kept") << "as it was";
        fs::create_directory_symlink(dir_.path() / "elsewhere", in() / "link");
        before_ = outside();
    }
    [[nodiscard]] fs::path in() const { return dir_.path() / "in"; }
    // Everything beside the receive folder, with its content.
    [[nodiscard]] std::map<std::string, std::string> outside() const {
        std::map<std::string, std::string> all;
        for (auto at = fs::recursive_directory_iterator(dir_.path());
             at != fs::recursive_directory_iterator(); ++at) {
            if (at->path() == in()) {
                at.disable_recursion_pending();
                continue;
            }
            auto& content = all[at->path().string()];
            if (!at->is_regular_file()) continue;
            std::ifstream file(at->path());
            content = std::string(std::istreambuf_iterator<char>(file), {});
        }
        return all;
    }
    Result<std::vector<std::string>> fetched(const std::string& name, std::uint32_t attributes,
                                             const std::string& bytes, std::uint64_t size) {
        const OneAnswer peer(bytes);
        FetchOrder order{.id = {},
                         .from = peer.at(),
                         .folder = in().string(),
                         .items = {},
                         .is_utf8 = true,
                         .max_bytes = {}};
        order.items.push_back({{.name = name, .size = size, .attributes = attributes}, "?"});
        Progress progress;
        const std::stop_source nobody;
        return fetch(order, progress, nobody.get_token());
    }
    // Whatever became of it: all that is new lies in the receive folder, and nothing hidden is left.
    void expect_harmless(const Result<std::vector<std::string>>& got, const std::string& what) {
        EXPECT_EQ(outside(), before_) << what;
        EXPECT_TRUE(fs::is_symlink(in() / "link")) << what;
        EXPECT_FALSE(fs::exists("/tmp/culver-canary")) << what;
        for (const auto& entry : fs::directory_iterator(in()))
            EXPECT_FALSE(entry.path().filename().string().starts_with(".culver-partial")) << what;
        if (!got) return;
        for (const auto& path : *got)
            EXPECT_EQ(fs::path(path).lexically_normal().parent_path(), in()) << what << ": " << path;
    }

    test::TempDir dir_;
    std::map<std::string, std::string> before_;
};

TEST_F(FetchTest, AnHonestFolderArrives) {
    const auto stream = record("trip", kFolder) + record("a.txt", kRegular, "words") +
                        record("in it", kFolder) + record("b.txt", kRegular, "more") +
                        write_header(return_record(1)) + write_header(return_record(1));
    const auto got = fetched("trip", kFolder, stream, 9);
    ASSERT_TRUE(got) << got.error().sentence();
    EXPECT_EQ(*got, std::vector{(in() / "trip").string()});
    EXPECT_EQ(fs::file_size(in() / "trip/in it/b.txt"), 4u);
}

TEST_F(FetchTest, NoNameOfAFileLeadsOut) {
    for (const auto& name : hostile_names())
        expect_harmless(fetched(name, kRegular, "evil", 4), "file " + name);
}

TEST_F(FetchTest, NoNameOfAFolderLeadsOut) {
    for (const auto& name : hostile_names()) {
        const auto stream =
            record(name, kFolder) + record("new", kRegular, "evil") + write_header(return_record(1));
        expect_harmless(fetched(name, kFolder, stream, 4), "folder " + name);
    }
}

TEST_F(FetchTest, NoNameWithinAFolderLeadsOut) {
    for (const auto& name : hostile_names()) {
        for (const auto& within :
             {record(name, kRegular, "evil"),
              record(name, kFolder) + record("new", kRegular, "evil") + write_header(return_record(1))}) {
            const auto stream = record("fine", kFolder) + within + write_header(return_record(1));
            const auto got = fetched("fine", kFolder, stream, 4);
            expect_harmless(got, "within: " + name);
            if (!got) continue;
            // Refused where it could mean another place; else it lies where its folder is.
            EXPECT_EQ(name.find_first_of("/\\"), std::string::npos) << name;
            fs::remove_all(in() / "fine");
        }
    }
}

TEST_F(FetchTest, LinksAndDevicesAreNotMade) {
    for (const auto kind : {kLink, kDevice}) {
        const auto stream = record("fine", kFolder) + record("way out", kind, "/etc") +
                            record("way out", kFolder) + record("new", kRegular, "x") +
                            write_header(return_record(1)) + write_header(return_record(1));
        const auto got = fetched("fine", kFolder, stream, 1);
        expect_harmless(got, "a link");
        ASSERT_TRUE(got) << got.error().sentence();
        EXPECT_TRUE(fs::is_directory(fs::symlink_status(in() / "fine/way out")));
        fs::remove_all(in() / "fine");
    }
}

TEST_F(FetchTest, FoldersEndNoMoreOftenThanTheyBegan) {
    const auto up = write_header(return_record(1));
    for (const auto& stream : {up, up + up + record("x", kRegular, "x"), record("x", kRegular, "x"),
                               record("../x", kRegular, "x")}) {
        const auto got = fetched("fine", kFolder, stream, 1);
        EXPECT_FALSE(got);
        expect_harmless(got, "no folder first");
    }
    // What comes behind the last end is not looked at.
    const auto got =
        fetched("fine", kFolder, record("fine", kFolder) + up + up + up + record("../x", kRegular, "x"), 1);
    EXPECT_TRUE(got);
    expect_harmless(got, "behind the end");
}

TEST_F(FetchTest, AStreamThatEndsTooSoonLeavesNothing) {
    const auto stream = record("fine", kFolder) + record("half", kRegular, "0123456789");
    for (std::size_t length = 0; length < stream.size(); length += 7) {
        const auto got = fetched("fine", kFolder, stream.substr(0, length), 10);
        EXPECT_FALSE(got) << length;
        expect_harmless(got, "cut off");
    }
}

}  // namespace
}  // namespace culver::interop::ipmsg
