// SPDX-License-Identifier: Apache-2.0
// Speaks mDNS through the API of Apple's Bonjour (dns_sd.h), which macOS has and Avahi imitates. Its calls
// ask a service of the machine and wait for it: it runs on a thread of its own (threaded_responder.h).
#pragma once
#include "discovery/mdns/responder.h"

#include <boost/asio/any_io_executor.hpp>

#include <map>
#include <memory>

namespace culver::discovery::mdns {

class DnsSdResponder final : public Responder {
public:
    DnsSdResponder(boost::asio::any_io_executor executor, Reporter report);
    ~DnsSdResponder() override;

    void start() override;
    void use(const std::vector<Interface>& interfaces) override;
    void publish(const std::optional<Publication>& publication) override;
    void browse(bool is_on) override;
    void resolve(const std::string& instance, const Place& place) override;
    void forget(const std::string& instance, const Place& place) override;

private:
    struct Callbacks;    // from C
    class Conversation;  // one running operation of the API
    struct Resolving;    // its host and port first, then the host's address
    using Key = std::pair<std::string, Place>;

    [[nodiscard]] const Place* place_at(unsigned interface) const;
    void register_all();
    void registered(const char* name, int error);
    void start_browsing();
    void ask_address(Resolving& resolving);
    void conclude(Resolving& resolving);
    void fail(int error);

    boost::asio::any_io_executor executor_;
    Reporter report_;
    std::vector<Place> places_;  // one for each interface that is used
    std::optional<Publication> publication_;
    bool is_browsing_ = false;
    bool has_started_ = false;
    std::vector<std::shared_ptr<Conversation>> registrations_;
    std::shared_ptr<Conversation> browser_;
    std::map<Key, std::shared_ptr<Resolving>> resolving_;
};

}  // namespace culver::discovery::mdns
