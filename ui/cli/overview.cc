// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/overview.h"

#include "ui/cli/words.h"

namespace culver::cli {
namespace {

constexpr Phrase kOverview{
    R"(Culver: chat and send files on your own network, without a server.

usage: culver [--profile DIR] [--json] COMMAND [ARGUMENTS]

begin
  up                    run the node; leave it running
  peers                 who is here
talk
  say PEER TEXT         send a message; it waits until the peer is back
  chat PEER             a conversation on the terminal
  history PEER          the conversation so far
  search TEXT           look through all messages
  reply, edit, recall, react PEER last ...   answer or change the last message
  group create NAME PEER...   a group without a server; group list, add, remove, say, history ...
  notice PEER TEXT      a message that stays until confirmed; broadcast TEXT to everybody
  buzz PEER             ask for attention; confirm PEER last confirms a notice
  presence dnd          how you appear; profile shows and changes your card
  export FILE           messages as text, HTML or JSON; import FILE takes them over
send files
  send PEER PATH...     send files and folders; cut transfers go on by themselves
  transfers             what is under way and what was
  accept ID             take offered files; decline ID refuses them
  pause ID, resume ID, cancel ID
  limit ID RATE         slow a transfer down; again ID sends its files once more
  auto-accept PEER on   take this peer's files without asking
who is who
  verify PEER           the same code on both screens, to compare by telephone
  trust PEER            this peer is who it says; block PEER is offline for it
the node
  status                ids, ports, how peers are found
  events                follow everything that happens
  config                show and change settings
  networks              where this node makes itself known
  doctor [PEER]         why somebody is not seen or not reachable, and what to do
  identity              this node's key

A PEER is a name, an id, id: and the beginning of an id, or an address such as 10.0.0.7.
'culver COMMAND --help' explains a command with examples; 'man culver' is the whole story.
)",
    R"(Culver（飞鸽）：在自己的局域网里聊天、传文件，不需要服务器。

用法：culver [--profile 目录] [--json] 命令 [参数]

开始
  up                    运行节点，并保持运行
  peers                 看看谁在线
聊天
  say 对方 文字         发送消息；对方不在时先存入发件箱
  chat 对方             在终端里聊天
  history 对方          查看聊天记录
  search 文字           搜索所有消息
  reply、edit、recall、react 对方 last ...   回复、修改、撤回最后一条消息，或表态
  group create 名称 对方...   建立群组（不需要服务器）；group list、add、remove、say、history 等
  notice 对方 文字      需对方确认的通知；broadcast 文字 群发给所有在线的人
  buzz 对方             提醒对方；confirm 对方 last 确认通知
  presence dnd          设置自己的状态；profile 查看和修改名片
  export 文件           导出消息（文本、HTML 或 JSON）；import 文件 导入
传文件
  send 对方 路径...     发送文件和文件夹；中断后自动续传
  transfers             正在进行的和以往的传输
  accept 编号           接收文件；decline 编号 表示拒绝
  pause 编号、resume 编号、cancel 编号   暂停、继续、取消
  limit 编号 速度       限速；again 编号 再发一次
  auto-accept 对方 on   自动接收此人的文件
身份
  verify 对方           双方屏幕显示相同的数字，请通过电话核对
  trust 对方            确认此人身份；block 对方 表示屏蔽
节点
  status                标识、端口、发现方式
  events                查看发生的一切
  config                查看和修改设置
  networks              在哪些网络中公开自己
  doctor [对方]         为什么找不到或连不上某人，以及怎么办
  identity              本节点的密钥

“对方”可以是名称、标识、id: 加标识的开头，或者 10.0.0.7 这样的地址。
用“culver 命令 --help”查看命令说明和示例；完整说明见“man culver”。
)"};

}  // namespace

std::string overview() {
    return text(kOverview);
}

}  // namespace culver::cli
