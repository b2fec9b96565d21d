<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Conversation</name>
    <message>
        <source>all</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Show the message</source>
        <translation>查看消息</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>Open picture</source>
        <translation>打开图片</translation>
    </message>
    <message>
        <source>Not sent. Try again</source>
        <translation>未发出，重试</translation>
    </message>
    <message>
        <source>Will get it when back</source>
        <translation>上线后送达</translation>
    </message>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>%n 人已读</numerusform>
        </translation>
    </message>
    <message>
        <source>Read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Who has it</source>
        <translation>查看接收情况</translation>
    </message>
    <message numerus="yes">
        <source>to %n people</source>
        <comment>of a file</comment>
        <translation>
            <numerusform>发给 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>You confirmed this</source>
        <translation>你已确认</translation>
    </message>
    <message>
        <source>Nobody has confirmed yet</source>
        <translation>还没有人确认</translation>
    </message>
    <message>
        <source>Confirmed by %1</source>
        <translation>%1已确认</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>公告</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Saved and checked by %1</source>
        <translation>%1已保存，校验无误</translation>
    </message>
    <message>
        <source>Saved and checked</source>
        <translation>已保存，校验无误</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>%1 · not fetched yet</source>
        <translation>%1 · 尚未获取</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>获取</translation>
    </message>
    <message>
        <source>%1 · on its way</source>
        <translation>%1 · 传输中</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Nobody has this file any more</source>
        <translation>已经没有人有这个文件</translation>
    </message>
    <message>
        <source>Gone</source>
        <translation>已失效</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒收</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1%</translation>
    </message>
    <message>
        <source>Could not be sent</source>
        <translation>无法发送</translation>
    </message>
    <message>
        <source>Disk is full</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>%1 of %2 %3</source>
        <translation>%1 / %2 %3</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Starts when %1 is back</source>
        <translation>%1上线后自动发送</translation>
    </message>
    <message>
        <source>Starts soon</source>
        <translation>即将开始</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>待送达</translation>
    </message>
    <message>
        <source>Paused at %1</source>
        <translation>已暂停于 %1</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Connection lost, will resume</source>
        <translation>连接断开，恢复后自动继续</translation>
    </message>
    <message>
        <source>Will resume</source>
        <translation>稍后自动继续</translation>
    </message>
    <message>
        <source>%1 declined</source>
        <translation>%1已拒收</translation>
    </message>
    <message>
        <source>You declined</source>
        <translation>你已拒收</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>%1 percent</source>
        <translation>百分之 %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 percent, %n seconds left</source>
        <translation>
            <numerusform>百分之 %1，剩 %n 秒</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 percent, %n minutes left</source>
        <translation>
            <numerusform>百分之 %1，剩 %n 分钟</numerusform>
        </translation>
    </message>
    <message>
        <source>Its folder was opened</source>
        <translation>已打开所在文件夹</translation>
    </message>
    <message>
        <source>%1 is a program. Start it from there, if you trust it.</source>
        <translation>%1 是程序。如果信任它，请在文件夹中自行运行。</translation>
    </message>
    <message>
        <source>Waits for %1 to accept</source>
        <translation>等待%1接收</translation>
    </message>
    <message>
        <source>The disk of %1 is full</source>
        <translation>%1的磁盘已满</translation>
    </message>
    <message>
        <source>Disk is full. Make room, then try now</source>
        <translation>磁盘已满，请腾出空间后重试</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>The file is not there any more.</source>
        <translation>文件已不在原处。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Hide the files</source>
        <translation>收起文件</translation>
    </message>
    <message>
        <source>Show the files</source>
        <translation>展开文件</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>All %1</source>
        <comment>files</comment>
        <translation>全部 %1 个</translation>
    </message>
    <message>
        <source>Not there any more</source>
        <translation>已不在那里</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>The copy could not be written there.</source>
        <translation>无法保存到那里。</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 和 %2</translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 and %n more</source>
        <translation>
            <numerusform>%1、%2 和另外 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 和另外 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n 项未发送</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Findings</name>
    <message>
        <source>All is well</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>No network</source>
        <translation>没有网络</translation>
    </message>
    <message>
        <source>Another program holds the port</source>
        <translation>端口被其他程序占用</translation>
    </message>
    <message>
        <source>Another port is used</source>
        <translation>使用了其他端口</translation>
    </message>
    <message>
        <source>The firewall here keeps others out</source>
        <translation>本机防火墙挡住了其他人</translation>
    </message>
    <message>
        <source>The firewall here drops questions</source>
        <translation>本机防火墙丢弃了询问</translation>
    </message>
    <message>
        <source>The network drops multicast</source>
        <translation>网络丢弃了组播</translation>
    </message>
    <message>
        <source>Nobody was heard yet</source>
        <translation>还没有听到任何人</translation>
    </message>
    <message>
        <source>This identity runs twice</source>
        <translation>同一身份在两处运行</translation>
    </message>
    <message>
        <source>You are unseen here</source>
        <translation>你在这里不可见</translation>
    </message>
    <message>
        <source>A way of finding people fails</source>
        <translation>一种寻找同事的方式不可用</translation>
    </message>
    <message>
        <source>The firewall there keeps you out</source>
        <translation>对方的防火墙挡住了你</translation>
    </message>
    <message>
        <source>In another network</source>
        <translation>在另一个网络中</translation>
    </message>
    <message>
        <source>The network keeps computers apart</source>
        <translation>网络把电脑相互隔离</translation>
    </message>
    <message>
        <source>No answer at all</source>
        <translation>完全没有回应</translation>
    </message>
    <message>
        <source>Culver does not run there</source>
        <translation>对方没有运行飞鸽</translation>
    </message>
    <message>
        <source>It is not known where to look</source>
        <translation>不知道到哪里找</translation>
    </message>
    <message>
        <source>Somebody else answers there</source>
        <translation>那里回应的是别人</translation>
    </message>
    <message>
        <source>What answers is not Culver</source>
        <translation>回应的不是飞鸽</translation>
    </message>
    <message>
        <source>You blocked this person</source>
        <translation>你已屏蔽此人</translation>
    </message>
    <message>
        <source>Culver is too old there</source>
        <translation>对方的飞鸽太旧</translation>
    </message>
    <message>
        <source>Culver is too old here</source>
        <translation>本机的飞鸽太旧</translation>
    </message>
    <message>
        <source>Look for “multicast filtering” or “IGMP snooping” at the switch or access point, and for a firewall that drops 224.0.0.190.</source>
        <translation>在交换机或无线接入点上查看“组播过滤”或“IGMP snooping”，并检查是否有防火墙丢弃发往 224.0.0.190 的数据。</translation>
    </message>
    <message>
        <source>Nothing is wrong, as far as can be told from here.</source>
        <translation>从这台电脑看，一切正常。</translation>
    </message>
    <message>
        <source>This computer has no network that could be used: none is connected and has an address.</source>
        <translation>这台电脑没有可用的网络：没有已连接并取得地址的网卡。</translation>
    </message>
    <message>
        <source>Plug in the cable or join the Wi-Fi.</source>
        <translation>请插好网线，或连接 Wi-Fi。</translation>
    </message>
    <message>
        <source>Another program holds the port at which others are heard, so people are seen only when they answer.</source>
        <translation>另一个程序占用了用来收听同事的端口，只有对方应答时才看得到。</translation>
    </message>
    <message>
        <source>End that program, or restart the computer.</source>
        <translation>请结束那个程序，或重新启动电脑。</translation>
    </message>
    <message>
        <source>The usual port was taken, so another one is used.</source>
        <translation>常用端口已被占用，改用了另一个端口。</translation>
    </message>
    <message>
        <source>Nothing is to be done; a firewall has to let ports 24254 to 24283 in.</source>
        <translation>无需处理；如有防火墙，请放行 24254 到 24283 端口。</translation>
    </message>
    <message>
        <source>The firewall of this computer keeps out those who want to reach you.</source>
        <translation>这台电脑的防火墙把想连接你的人挡在了外面。</translation>
    </message>
    <message>
        <source>Open the port with one of these commands. Until then this computer calls the others, and messages and files arrive all the same.</source>
        <translation>用下面任意一条命令放行端口。在此之前由本机主动连接对方，消息和文件照常收发。</translation>
    </message>
    <message>
        <source>The firewall of this computer drops the questions of others, so they may not find you.</source>
        <translation>这台电脑的防火墙丢弃了别人的询问，别人可能找不到你。</translation>
    </message>
    <message>
        <source>Open the port with one of these commands.</source>
        <translation>用下面任意一条命令放行端口。</translation>
    </message>
    <message>
        <source>Multicast of others does not arrive here; they are found in other ways.</source>
        <translation>收不到别人的组播，只能用其他方式找到他们。</translation>
    </message>
    <message>
        <source>Multicast of this computer does not arrive at others, though theirs arrives here.</source>
        <translation>本机的组播到不了别人那里，别人的组播却能到达本机。</translation>
    </message>
    <message>
        <source>Multicast passes in neither direction.</source>
        <translation>组播在两个方向上都不通。</translation>
    </message>
    <message>
        <source>No other Culver was heard since this one started.</source>
        <translation>启动以来没有收到其他飞鸽的消息。</translation>
    </message>
    <message>
        <source>If one runs in this network, then a firewall here or the network itself keeps it away. These commands open the firewall.</source>
        <translation>如果网络里确实有人在用，就是本机防火墙或网络本身把它隔开了。下面的命令可以放行防火墙。</translation>
    </message>
    <message>
        <source>Another computer uses the same identity: was the folder of the profile copied?</source>
        <translation>另一台电脑在使用同一个身份：个人资料文件夹是否被复制过？</translation>
    </message>
    <message>
        <source>Give one of the two a new identity.</source>
        <translation>请为其中一台建立新的身份。</translation>
    </message>
    <message>
        <source>Nobody here sees you until you write to them.</source>
        <translation>在你先发消息之前，这里没有人看得到你。</translation>
    </message>
    <message>
        <source>What is announced stands in the settings, under Network.</source>
        <translation>是否公开本机，可在设置的“网络”中更改。</translation>
    </message>
    <message>
        <source>One of several ways of finding people does not work.</source>
        <translation>几种查找同事的方式中，有一种不起作用。</translation>
    </message>
    <message>
        <source>The other ways go on; nothing has to be done.</source>
        <translation>其他方式照常工作，无需处理。</translation>
    </message>
    <message>
        <source>Finding people by mDNS does not work.</source>
        <translation>无法通过 mDNS 查找同事。</translation>
    </message>
    <message>
        <source>They are found in other ways all the same.</source>
        <translation>其他方式仍能找到他们。</translation>
    </message>
    <message>
        <source>That computer is heard, but refuses to be reached: a firewall there, or Culver listens at another port.</source>
        <translation>能收到那台电脑的消息，但它拒绝连接：那边有防火墙，或飞鸽使用了别的端口。</translation>
    </message>
    <message>
        <source>These commands open the firewall there.</source>
        <translation>在那台电脑上，下面的命令可以放行防火墙。</translation>
    </message>
    <message>
        <source>That computer is heard, but does not answer: a firewall on the way drops what is sent.</source>
        <translation>能收到那台电脑的消息，但它没有应答：途中的防火墙丢弃了发出的数据。</translation>
    </message>
    <message>
        <source>These commands open the firewall, there and here.</source>
        <translation>下面的命令可以放行两边的防火墙。</translation>
    </message>
    <message>
        <source>There is no answer from there; it is another network, in which nobody is found by themselves.</source>
        <translation>那里没有应答；它在另一个网络里，不会被自动发现。</translation>
    </message>
    <message>
        <source>See that a router leads there and lets UDP and TCP port 24254 pass, and name the address.</source>
        <translation>请确认有路由通往那里，并放行 UDP 和 TCP 的 24254 端口，然后填写它的地址。</translation>
    </message>
    <message>
        <source>The router answers, but that computer does not, in any way: it is switched off, or the network keeps its computers apart.</source>
        <translation>路由器有应答，那台电脑却毫无应答：它没有开机，或网络把各台电脑隔离了。</translation>
    </message>
    <message>
        <source>Look for “client isolation” or “AP isolation” at the access point (guest networks have it), or for “port isolation” at the switch.</source>
        <translation>在无线接入点上查看“客户端隔离”或“AP 隔离”（访客网络常会开启），或在交换机上查看“端口隔离”。</translation>
    </message>
    <message>
        <source>There is no answer in any way.</source>
        <translation>没有任何应答。</translation>
    </message>
    <message>
        <source>Is that computer switched on, and does Culver run there?</source>
        <translation>那台电脑开机了吗？飞鸽在运行吗？</translation>
    </message>
    <message>
        <source>That computer answers, but Culver does not run there, or a firewall there keeps you out.</source>
        <translation>那台电脑有应答，但飞鸽没有运行，或那边的防火墙把你挡在了外面。</translation>
    </message>
    <message>
        <source>Start Culver there, or open the firewall there.</source>
        <translation>请在那台电脑上启动飞鸽，或放行防火墙。</translation>
    </message>
    <message>
        <source>It is not known where this person is.</source>
        <translation>不知道对方在哪里。</translation>
    </message>
    <message>
        <source>Is that computer switched on and in this network? If it is in another one, name its address.</source>
        <translation>那台电脑开机了吗？在这个网络里吗？如果在别的网络，请填写它的地址。</translation>
    </message>
    <message>
        <source>Somebody else answers at the address of this person.</source>
        <translation>在对方的地址上应答的是另一个人。</translation>
    </message>
    <message>
        <source>If Culver was set up anew there, compare the ids.</source>
        <translation>如果那边重新安装过飞鸽，请核对双方的标识。</translation>
    </message>
    <message>
        <source>What answers at this address is not Culver.</source>
        <translation>在这个地址上应答的不是飞鸽。</translation>
    </message>
    <message>
        <source>Name another port.</source>
        <translation>请换一个端口。</translation>
    </message>
    <message>
        <source>You blocked this person, so nothing is sent or taken.</source>
        <translation>你屏蔽了对方，不会收发任何内容。</translation>
    </message>
    <message>
        <source>Unblocking is in the details.</source>
        <translation>可在详情里取消屏蔽。</translation>
    </message>
    <message>
        <source>Culver there is too old to talk to this one.</source>
        <translation>对方的飞鸽版本太旧，无法与本机通信。</translation>
    </message>
    <message>
        <source>Update it there.</source>
        <translation>请在那边更新。</translation>
    </message>
    <message>
        <source>Culver on this computer is too old to talk to others.</source>
        <translation>这台电脑上的飞鸽版本太旧，无法与别人通信。</translation>
    </message>
    <message>
        <source>Update it here.</source>
        <translation>请在本机更新。</translation>
    </message>
    <message>
        <source>The firewall there keeps you out, but that computer calls this one, and all arrives.</source>
        <translation>那边的防火墙把你挡在外面，但那台电脑会主动连接本机，消息和文件照常收发。</translation>
    </message>
    <message>
        <source>It is another network: this person is found because somebody named the address.</source>
        <translation>对方在另一个网络里，是因为有人填写了地址才找得到。</translation>
    </message>
</context>
<context>
    <name>NodeSentences</name>
    <message>
        <source>There is nothing to say: the text is empty</source>
        <translation>没有内容可以发送</translation>
    </message>
    <message>
        <source>The text is longer than 65536 bytes; send it as a file</source>
        <translation>文字超过 65536 字节，请作为文件发送</translation>
    </message>
    <message>
        <source>You have blocked this peer; undo that first</source>
        <translation>你屏蔽了对方，请先取消屏蔽</translation>
    </message>
    <message>
        <source>This peer&apos;s program knows texts and files only</source>
        <translation>对方的程序只支持文字和文件</translation>
    </message>
    <message>
        <source>The other person has not read what strangers wrote so far and takes no more from strangers until then</source>
        <translation>对方还没有读陌生人之前发来的消息，在此之前不再接收陌生人的消息</translation>
    </message>
    <message>
        <source>The other computer already has another message under this number; say it again</source>
        <translation>对方的电脑上已有同一编号的消息，请重新发送</translation>
    </message>
    <message>
        <source>The other computer cannot read this message</source>
        <translation>对方的电脑读不了这条消息</translation>
    </message>
    <message>
        <source>The other computer takes this message no longer; say it again</source>
        <translation>对方的电脑不再接收这条消息，请重新发送</translation>
    </message>
    <message>
        <source>The other person takes messages only from people they know; ask them to verify you</source>
        <translation>对方只接收认识的人的消息，请让对方核对你的身份</translation>
    </message>
    <message>
        <source>The other computer refused the message</source>
        <translation>对方的电脑拒收了这条消息</translation>
    </message>
    <message>
        <source>The message waited 30 days for the other person and was given up</source>
        <translation>这条消息等了对方 30 天，已经放弃发送</translation>
    </message>
    <message>
        <source>This message is not yours: only its author changes it</source>
        <translation>这不是你的消息，只有作者才能更改</translation>
    </message>
    <message>
        <source>This cannot be done with a message of this kind</source>
        <translation>这类消息不能这样操作</translation>
    </message>
    <message>
        <source>This message was recalled</source>
        <translation>这条消息已被撤回</translation>
    </message>
    <message>
        <source>A reaction has at most 64 bytes; say it as a message</source>
        <translation>回应最多 64 字节，请作为消息发送</translation>
    </message>
    <message>
        <source>At most 64 people are mentioned in a message; mention all</source>
        <translation>一条消息最多提到 64 人，请改为提到所有人</translation>
    </message>
    <message>
        <source>The other person is not here, or has never talked with you</source>
        <translation>对方不在线，或从未与你聊过</translation>
    </message>
    <message>
        <source>That was done a moment ago; wait ten seconds</source>
        <translation>刚刚才做过，请等十秒</translation>
    </message>
    <message>
        <source>That takes a higher rank in the group, or changes nothing: somebody named is in it already or is no member of it</source>
        <translation>这需要更高的群组权限，或者没有变化：所选的人已在群组中，或不是群组成员</translation>
    </message>
    <message>
        <source>You are no member of this group</source>
        <translation>你不是这个群组的成员</translation>
    </message>
    <message>
        <source>You are invited to this group; join it first</source>
        <translation>你受邀加入这个群组，请先加入</translation>
    </message>
    <message>
        <source>Somebody named has left this group for good; make a new one with them</source>
        <translation>所选的人已退出这个群组，不能再加入，请新建一个群组</translation>
    </message>
    <message>
        <source>This group was changed 4,000 times and takes no more changes; make a new one</source>
        <translation>这个群已更改 4000 次，不能再更改；请新建一个群</translation>
    </message>
    <message>
        <source>A group&apos;s name has 1 to 128 bytes and no line breaks or control characters</source>
        <translation>群组名称为 1 到 128 字节，不能含换行或控制字符</translation>
    </message>
    <message>
        <source>This node got a new id before the message arrived; say it again</source>
        <translation>消息送达之前本机换了身份，请重新发送</translation>
    </message>
    <message>
        <source>Nobody else is in this group</source>
        <translation>群组里还没有别人</translation>
    </message>
    <message>
        <source>Only peers that speak Culver can be in a group</source>
        <translation>只有使用飞鸽的人才能加入群组</translation>
    </message>
    <message>
        <source>The disk that holds the profile is full; free some space and try again</source>
        <translation>存放个人资料的磁盘已满，请腾出空间后重试</translation>
    </message>
    <message>
        <source>The profile cannot be written; check its permissions</source>
        <translation>个人资料无法写入，请检查权限</translation>
    </message>
    <message>
        <source>A file of the profile is not readable</source>
        <translation>个人资料中有文件无法读取</translation>
    </message>
    <message>
        <source>The file is larger than the 16 MiB that a message may carry; send it as a file</source>
        <translation>文件超过消息可带的 16 MiB，请作为文件发送</translation>
    </message>
    <message>
        <source>The file is empty; there is nothing to attach</source>
        <translation>文件是空的，没有内容可以附上</translation>
    </message>
    <message>
        <source>Only a single file can be attached; send folders as files</source>
        <translation>只能附上单个文件，文件夹请作为文件发送</translation>
    </message>
    <message>
        <source>The disk is full; make room, then resume the transfer</source>
        <translation>磁盘已满，请腾出空间后继续传输</translation>
    </message>
    <message>
        <source>Your share of the disk is used up; delete something, then resume the transfer</source>
        <translation>磁盘配额已用完，请删除一些文件后继续传输</translation>
    </message>
    <message>
        <source>The receive folder is on a disk that cannot be written; choose another</source>
        <translation>接收文件夹所在的磁盘不可写，请另选一个</translation>
    </message>
    <message>
        <source>This may not be written here; choose another receive folder</source>
        <translation>没有权限写入这里，请另选接收文件夹</translation>
    </message>
    <message>
        <source>The receive folder is no longer there; plug its disk in again, then resume the transfer</source>
        <translation>接收文件夹不见了，请重新接好磁盘后继续传输</translation>
    </message>
    <message>
        <source>The disk cannot hold a file of this name; choose a receive folder on another disk</source>
        <translation>这个磁盘存不了这样的文件名，请在别的磁盘上选择接收文件夹</translation>
    </message>
    <message>
        <source>The disk cannot hold a file of this size; choose a receive folder on another disk</source>
        <translation>这个磁盘存不了这么大的文件，请在别的磁盘上选择接收文件夹</translation>
    </message>
    <message>
        <source>The disk reported an error; check it, then resume the transfer</source>
        <translation>磁盘出了问题，请检查后继续传输</translation>
    </message>
    <message>
        <source>The offer contains a name that is refused; ask for the files again</source>
        <translation>文件清单里有不能接受的名称，请对方重新发送</translation>
    </message>
    <message>
        <source>The list of files contradicts itself; ask for the files again</source>
        <translation>文件清单自相矛盾，请对方重新发送</translation>
    </message>
    <message>
        <source>This is too much for one transfer; send it in parts</source>
        <translation>一次传输放不下这么多，请分几次发送</translation>
    </message>
    <message>
        <source>The other computer sent something that was not offered</source>
        <translation>对方的电脑发来了清单以外的内容</translation>
    </message>
    <message>
        <source>The file is no longer there; send it again from where it is</source>
        <translation>文件已不在原处，请从现在的位置重新发送</translation>
    </message>
    <message>
        <source>The file changed while it was sent; send it again</source>
        <translation>文件在发送途中被改动，请重新发送</translation>
    </message>
    <message>
        <source>The file may not be read; check its permissions</source>
        <translation>没有权限读取文件，请检查权限</translation>
    </message>
    <message>
        <source>There is nothing here that can be sent</source>
        <translation>这里没有可以发送的内容</translation>
    </message>
    <message>
        <source>Files that had arrived were removed here before all was there; let nothing touch them, then resume</source>
        <translation>文件还没收齐，已收到的就在本机被删除了；请别让其他程序动它们，然后继续</translation>
    </message>
    <message>
        <source>The transfer failed</source>
        <translation>传输没有成功</translation>
    </message>
    <message>
        <source>The other side sent something else than it had offered</source>
        <translation>对方发来的内容与清单不符</translation>
    </message>
    <message>
        <source>The other side stopped before everything was sent</source>
        <translation>对方没有发完就停止了</translation>
    </message>
    <message>
        <source>The transfer cannot do this at the moment</source>
        <translation>这个传输现在不能这样操作</translation>
    </message>
    <message>
        <source>The connection was lost; it goes on when the other side is back</source>
        <translation>连接断开，对方回来后自动继续</translation>
    </message>
    <message>
        <source>Too many offers are open; accept or decline some first</source>
        <translation>待处理的文件太多，请先接收或拒收一些</translation>
    </message>
    <message>
        <source>Files can be sent to other Culver nodes only</source>
        <translation>文件只能发给使用飞鸽的人</translation>
    </message>
    <message>
        <source>The other side declined</source>
        <translation>对方已拒收</translation>
    </message>
    <message>
        <source>These files have not all arrived; they can be sent on when they have</source>
        <translation>这些文件还没有收全，收全后才能转发</translation>
    </message>
    <message>
        <source>A profile picture is a PNG, JPEG, GIF or WebP of at most 64 KiB and 1024 × 1024 pixels; make it smaller first</source>
        <translation>头像应为 PNG、JPEG、GIF 或 WebP，不超过 64 KiB 和 1024 × 1024 像素，请先缩小</translation>
    </message>
    <message>
        <source>Only peers that run Culver can be verified</source>
        <translation>只能核对使用飞鸽的人</translation>
    </message>
    <message>
        <source>This message carries nothing that could be fetched</source>
        <translation>这条消息没有可以获取的内容</translation>
    </message>
    <message>
        <source>The network cannot be told yet: its gateway has not answered; try again</source>
        <translation>还认不出这个网络：网关没有应答，请重试</translation>
    </message>
    <message>
        <source>The node runs but does not answer; look at its log, or restart it</source>
        <translation>后台程序在运行却没有应答，请查看日志或重新启动</translation>
    </message>
    <message>
        <source>There is no connection to the other computer; it is tried again by itself</source>
        <translation>与对方的电脑没有连接，会自动重试</translation>
    </message>
    <message>
        <source>Too much is waiting to be sent to the other computer; try again in a moment</source>
        <translation>等待发给对方的内容太多，请稍后重试</translation>
    </message>
    <message>
        <source>Culver on the other computer is too old to talk to this one: update it there</source>
        <translation>对方电脑上的飞鸽版本太旧，请在那边更新</translation>
    </message>
    <message>
        <source>Culver on this computer is too old to talk to the other one: update it here</source>
        <translation>这台电脑上的飞鸽版本太旧，请在本机更新</translation>
    </message>
    <message>
        <source>The other computer no longer answers</source>
        <translation>对方的电脑不再应答</translation>
    </message>
    <message>
        <source>No address is known for this peer; see that it is switched on and in the same network</source>
        <translation>不知道对方的地址；请确认对方已开机并在同一个网络中</translation>
    </message>
    <message>
        <source>%1.</source>
        <comment>a whole sentence</comment>
        <translation>%1。</translation>
    </message>
    <message>
        <source>No code of %1 is shown; compare with &apos;culver verify&apos; first</source>
        <translation>还没有显示%1的数字，请先开始核对</translation>
    </message>
    <message>
        <source>The codes of %1 were compared %2 times without a match; wait ten minutes, and ask that person why</source>
        <translation>与%1的数字核对了 %2 次都不一样。请等十分钟，并当面问问对方原因</translation>
    </message>
    <message>
        <source>%1 compares no more codes for now; try again in ten minutes</source>
        <translation>%1暂时不再核对，请十分钟后再试</translation>
    </message>
    <message>
        <source>%1 did not answer in time; is it an older version?</source>
        <translation>%1没有及时回应，对方的飞鸽可能版本较旧</translation>
    </message>
    <message>
        <source>This is not the code shown here. Compare once more; if the codes differ again, somebody stands between you and %1</source>
        <translation>这不是这里显示的数字。请再核对一次；如果还是不一样，说明有人夹在你和%1之间</translation>
    </message>
    <message>
        <source>No session with %1: %2</source>
        <translation>无法连接%1：%2</translation>
    </message>
    <message>
        <source>Nobody answers at %1: %2</source>
        <translation>%1 没有回应：%2</translation>
    </message>
    <message>
        <source>The peer %1 is no longer known</source>
        <translation>这里已经不认识 %1</translation>
    </message>
    <message>
        <source>Nobody here fits %1; &apos;culver peers&apos; lists who is known</source>
        <translation>这里没有人叫 %1</translation>
    </message>
    <message>
        <source>Several peers fit %1; use the id</source>
        <translation>有多人符合 %1，请从列表里选择</translation>
    </message>
    <message>
        <source>Somebody new calls himself %1; use the id</source>
        <translation>有一位新面孔自称 %1，请从列表里选择</translation>
    </message>
    <message>
        <source>There is no group &apos;%1&apos;; &apos;culver group list&apos; shows all</source>
        <translation>没有名为“%1”的群组</translation>
    </message>
    <message>
        <source>Several groups fit &apos;%1&apos;; use the id</source>
        <translation>有多个群组符合“%1”，请从列表里选择</translation>
    </message>
    <message>
        <source>There is no network &apos;%1&apos;; &apos;culver networks&apos; lists them</source>
        <translation>没有名为“%1”的网络</translation>
    </message>
    <message>
        <source>There is no setting &apos;%1&apos;; &apos;culver config&apos; lists all</source>
        <translation>没有名为“%1”的设置项</translation>
    </message>
    <message>
        <source>The %1 has at most %2 bytes and no line breaks or control characters</source>
        <translation>%1最多 %2 字节，不能有换行或控制字符</translation>
    </message>
    <message>
        <source>The path &apos;%1&apos; is not absolute</source>
        <translation>“%1”不是完整路径</translation>
    </message>
    <message>
        <source>A limit is at least %1 bytes a second</source>
        <translation>限速至少为每秒 %1 字节</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is no value for %2</source>
        <translation>“%1”不能用作这项设置（%2）</translation>
    </message>
    <message>
        <source>Give one value for %1</source>
        <translation>这项设置（%1）只能有一个值</translation>
    </message>
    <message>
        <source>%1 must be a list of IP addresses, like [&quot;10.1.2.3&quot;]; &apos;%2&apos; is none</source>
        <translation>这里要填 IP 地址，例如 10.1.2.3；“%2”不是（%1）</translation>
    </message>
    <message>
        <source>%1 must name at most %2 addresses</source>
        <translation>这里最多填 %2 个地址（%1）</translation>
    </message>
    <message>
        <source>%1 must be at most 64 bytes long</source>
        <translation>最多 64 字节，约 21 个汉字（%1）</translation>
    </message>
    <message>
        <source>%1 must not hold control characters or line breaks</source>
        <translation>不能有换行或控制字符（%1）</translation>
    </message>
    <message>
        <source>%1 must be a port number up to 65535</source>
        <translation>端口号最大为 65535（%1）</translation>
    </message>
    <message>
        <source>%1 must be an absolute path, or begin with ~/</source>
        <translation>请填写完整路径，或以 ~/ 开头（%1）</translation>
    </message>
    <message>
        <source>%1 must be a number of days up to 36500, or 0</source>
        <translation>请填写天数，最多 36500；0 表示全部保留（%1）</translation>
    </message>
    <message>
        <source>%1 must be 0 for no limit, or at least 1024 bytes a second</source>
        <translation>请填 0（不限速），或至少每秒 1024 字节（%1）</translation>
    </message>
    <message>
        <source>%1 must begin with the absolute path of a program</source>
        <translation>请以程序的完整路径开头（%1）</translation>
    </message>
    <message>
        <source>%1 must be from 1 to 86400 seconds</source>
        <translation>请填写 1 到 86400 秒（%1）</translation>
    </message>
    <message>
        <source>%1 must be a whole number that is not negative</source>
        <translation>请填写不小于 0 的整数（%1）</translation>
    </message>
    <message>
        <source>The running node is of another version (%1) and cannot be understood; stop it and start it again</source>
        <translation>正在运行的飞鸽是另一个版本（%1），无法对话；请退出后重新启动</translation>
    </message>
    <message>
        <source>There is no file or folder %1</source>
        <translation>没有这个文件或文件夹：%1</translation>
    </message>
    <message>
        <source>Not received because it changed while it was sent: &quot;%1&quot;%2 Everything else is there</source>
        <translation>在发送时改变了，没有收下：“%1”%2其余都已收到</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is refused, because %2</source>
        <translation>“%1”被拒绝：%2</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is left out, because %2</source>
        <translation>“%1”没有发送：%2</translation>
    </message>
    <message>
        <source>The transfer is already %1</source>
        <translation>传输%1</translation>
    </message>
    <message>
        <source>The program %1 of the hook %2 %3</source>
        <translation>“%2”的程序 %1 %3</translation>
    </message>
    <message>
        <source>The hook %1 cannot be run: its helper is not there</source>
        <translation>“%1”的程序无法运行：辅助进程不在了，重新启动飞鸽即可恢复</translation>
    </message>
    <message>
        <source>The hook %1 was left out once: what arrived is too long for it</source>
        <translation>“%1”的程序有一次没有运行：收到的内容太长</translation>
    </message>
    <message>
        <source>The hook %1 cannot be run: %2</source>
        <translation>“%1”的程序无法运行：%2</translation>
    </message>
    <message>
        <source>%1 (IP Messenger) writes from another address than before, %2. Nothing proves that it is the same person</source>
        <translation>%1（IP Messenger）换了地址：%2。无法证明还是同一个人</translation>
    </message>
    <message>
        <source>IP Messenger proves nobody&apos;s identity: files are accepted from whoever has the address %1 and this name</source>
        <translation>IP Messenger 无法证明身份：凡是地址为 %1 并用这个名字的人，发来的文件都会收下</translation>
    </message>
    <message>
        <source>IP Messenger users are not reached, because another program has port 2425: %1. End it, or &apos;culver config set ipmsg false&apos;</source>
        <translation>联系不到 IP Messenger 用户，因为 2425 端口被其他程序占用（%1）。请关闭那个程序，或在设置里关闭 IP Messenger</translation>
    </message>
    <message>
        <source>A text to %1 holds characters that their program does not know; they see &apos;?&apos;</source>
        <translation>发给%1的文字里有对方程序不认识的字，对方看到的是“?”</translation>
    </message>
    <message>
        <source>Opening &quot;%1&quot;</source>
        <translation>打开“%1”时</translation>
    </message>
    <message>
        <source>Naming &quot;%1&quot;</source>
        <translation>命名“%1”时</translation>
    </message>
    <message>
        <source>Removing &quot;%1&quot;</source>
        <translation>删除“%1”时</translation>
    </message>
    <message>
        <source>Making &quot;%1&quot;</source>
        <translation>创建“%1”时</translation>
    </message>
    <message>
        <source>Reading &quot;%1&quot;</source>
        <translation>读取“%1”时</translation>
    </message>
    <message>
        <source>Reading %1, which became shorter</source>
        <translation>读取 %1 时（文件变短了）</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>打开 %1 时</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>读取 %1 时</translation>
    </message>
    <message>
        <source>Writing %1</source>
        <translation>写入 %1 时</translation>
    </message>
    <message>
        <source>Syncing %1</source>
        <translation>保存 %1 时</translation>
    </message>
    <message>
        <source>Naming %1</source>
        <translation>命名 %1 时</translation>
    </message>
    <message>
        <source>&quot;%1&quot;</source>
        <translation>“%1”</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>was ended because it took longer than %1 s</source>
        <translation>运行超过 %1 秒，被终止了</translation>
    </message>
    <message>
        <source>was ended by signal %1</source>
        <translation>被信号 %1 终止</translation>
    </message>
    <message>
        <source>ended with code %1</source>
        <translation>出错退出，代码 %1</translation>
    </message>
    <message>
        <source>could not be started: %1</source>
        <translation>无法启动：%1</translation>
    </message>
    <message>
        <source> and others.</source>
        <translation>等文件。</translation>
    </message>
    <message>
        <source>.</source>
        <translation>。</translation>
    </message>
    <message>
        <source>status text</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>phone number</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>e-mail address</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>offered</source>
        <translation>在等待接收</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>在等待</translation>
    </message>
    <message>
        <source>active</source>
        <translation>在进行</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>done</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>已拒收</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>已失败</translation>
    </message>
    <message>
        <source>that this peer had last</source>
        <translation>对方最近的地址</translation>
    </message>
    <message>
        <source>a part of it is empty</source>
        <translation>路径中有空的部分</translation>
    </message>
    <message>
        <source>it contains &apos;.&apos; as a part</source>
        <translation>路径中有“.”</translation>
    </message>
    <message>
        <source>it climbs out of its folder</source>
        <translation>它指向文件夹之外</translation>
    </message>
    <message>
        <source>it contains a slash</source>
        <translation>名称里有斜杠</translation>
    </message>
    <message>
        <source>it contains a zero byte</source>
        <translation>名称里有空字节</translation>
    </message>
    <message>
        <source>it is not UTF-8</source>
        <translation>名称不是 UTF-8</translation>
    </message>
    <message>
        <source>it is too long</source>
        <translation>名称太长</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>文件夹嵌套太深</translation>
    </message>
    <message>
        <source>it names another place on systems that separate with a backslash</source>
        <translation>在用反斜杠分隔的系统上它指向别处</translation>
    </message>
    <message>
        <source>it begins with the letter of a drive</source>
        <translation>它以盘符开头</translation>
    </message>
    <message>
        <source>it is reserved for unfinished transfers</source>
        <translation>这个名称留给未完成的传输</translation>
    </message>
    <message>
        <source>it is not a name</source>
        <translation>这不是有效的名称</translation>
    </message>
    <message>
        <source>it is a link</source>
        <translation>这是链接</translation>
    </message>
    <message>
        <source>it is neither a file nor a folder</source>
        <translation>它既不是文件也不是文件夹</translation>
    </message>
    <message>
        <source>it may not be read</source>
        <translation>没有读取权限</translation>
    </message>
    <message>
        <source>it is too large for one transfer</source>
        <translation>一次传输放不下</translation>
    </message>
    <message>
        <source>it belongs to an unfinished transfer</source>
        <translation>它属于一次未完成的传输</translation>
    </message>
    <message>
        <source>it vanished while the files were listed</source>
        <translation>列出文件时它消失了</translation>
    </message>
    <message>
        <source>it is a link that leads nowhere</source>
        <translation>这个链接没有目标</translation>
    </message>
    <message>
        <source>it is a link back to a folder around it</source>
        <translation>这个链接指回上级文件夹</translation>
    </message>
    <message>
        <source>it cannot be sent</source>
        <translation>它无法发送</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>没有权限</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>不允许这样做</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>没有这个文件或文件夹</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>磁盘已满</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>磁盘配额已用完</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>磁盘只能读取</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>这是文件夹</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>这不是文件夹</translation>
    </message>
    <message>
        <source>File exists</source>
        <translation>文件已存在</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>磁盘读写出错</translation>
    </message>
    <message>
        <source>Exec format error</source>
        <translation>这不是可以运行的程序</translation>
    </message>
    <message>
        <source>Text file busy</source>
        <translation>文件正在使用</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>链接绕成了圈</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>文件名太长</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>文件太大</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>打开的文件太多</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Argument list too long</source>
        <translation>参数太长</translation>
    </message>
    <message>
        <source>Resource temporarily unavailable</source>
        <translation>系统暂时太忙</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>对方拒绝连接</translation>
    </message>
    <message>
        <source>Connection reset by peer</source>
        <translation>连接被对方断开</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>到对方没有路由</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>网络不可达</translation>
    </message>
    <message>
        <source>Address already in use</source>
        <translation>地址已被占用</translation>
    </message>
    <message>
        <source>Broken pipe</source>
        <translation>连接已断开</translation>
    </message>
    <message>
        <source>The other computer sent something that cannot be read</source>
        <translation>对方发来的内容无法读取</translation>
    </message>
    <message>
        <source>The text is not valid UTF-8; convert it first</source>
        <translation>文字不是有效的 UTF-8，请先转换</translation>
    </message>
    <message>
        <source>There is no such message</source>
        <translation>没有这条消息</translation>
    </message>
    <message>
        <source>The file is not what it was said to be: a picture is PNG, JPEG, GIF or WebP, a voice message is Opus in Ogg; attach it as a file</source>
        <translation>文件与所说的不符：图片须为 PNG、JPEG、GIF 或 WebP，语音须为 Ogg 中的 Opus；请作为文件发送</translation>
    </message>
    <message>
        <source>A message is longer than allowed</source>
        <translation>消息超过允许的长度</translation>
    </message>
    <message>
        <source>The other side sent a message without a kind</source>
        <translation>对方发来的消息没有类型</translation>
    </message>
    <message>
        <source>The other side sent a message that cannot be read; update Culver on both computers</source>
        <translation>对方发来的消息无法读取，请更新双方的飞鸽</translation>
    </message>
    <message>
        <source>Another computer answers at this address: its key is not the expected one</source>
        <translation>这个地址上回应的是另一台电脑：密钥与预期不符</translation>
    </message>
    <message>
        <source>The other side showed a certificate that Culver does not accept</source>
        <translation>对方出示的证书不被飞鸽接受</translation>
    </message>
    <message>
        <source>No encrypted connection could be agreed; is that a Culver node?</source>
        <translation>无法建立加密连接；那里运行的可能不是飞鸽</translation>
    </message>
    <message>
        <source>The program that answers there is not Culver</source>
        <translation>那里回应的程序不是飞鸽</translation>
    </message>
    <message>
        <source>The connection broke; it is opened again by itself</source>
        <translation>连接断开了，会自动重新连接</translation>
    </message>
    <message>
        <source>The other computer closed the connection</source>
        <translation>对方关闭了连接</translation>
    </message>
    <message>
        <source>Another connection to the same computer took over</source>
        <translation>同一台电脑的另一条连接接替了它</translation>
    </message>
    <message>
        <source>Culver on the other computer was started again</source>
        <translation>对方重新启动了飞鸽</translation>
    </message>
    <message>
        <source>The other computer refused the connection</source>
        <translation>对方拒绝了连接</translation>
    </message>
    <message>
        <source>This peer is blocked; unblock it first</source>
        <translation>你屏蔽了对方，请先取消屏蔽</translation>
    </message>
    <message>
        <source>This address belongs to this very node; name another computer</source>
        <translation>这是本机自己的地址，请填另一台电脑</translation>
    </message>
    <message>
        <source>Another node uses the same identity; run &apos;culver identity new&apos; on one of the two</source>
        <translation>另一台电脑使用了相同的身份，请在其中一台上建立新身份</translation>
    </message>
    <message>
        <source>The other computer has too many connections to this one</source>
        <translation>对方与本机的连接太多</translation>
    </message>
    <message>
        <source>No port could be opened; choose a free one with --port</source>
        <translation>没有可用的端口，请在设置里换一个</translation>
    </message>
    <message>
        <source>The connection was closed because nobody used it</source>
        <translation>连接长时间没有使用，已关闭</translation>
    </message>
    <message>
        <source>The connection was ended on purpose</source>
        <translation>连接被主动结束</translation>
    </message>
    <message>
        <source>Culver is being stopped</source>
        <translation>飞鸽正在退出</translation>
    </message>
    <message>
        <source>Another program holds the profile&apos;s database; close it and try again</source>
        <translation>另一个程序占用了历史记录，请关闭它再试</translation>
    </message>
    <message>
        <source>The profile was closed</source>
        <translation>详情已关闭</translation>
    </message>
    <message>
        <source>The profile&apos;s database refused the request</source>
        <translation>历史记录无法写入</translation>
    </message>
    <message>
        <source>The attachment&apos;s bytes are others than its message says</source>
        <translation>附件的内容与消息所说的不符</translation>
    </message>
    <message>
        <source>What was received before cannot be used; the transfer starts over</source>
        <translation>之前收到的部分无法使用，传输会重新开始</translation>
    </message>
    <message>
        <source>The offer has no such file</source>
        <translation>对方没有发这个文件</translation>
    </message>
    <message>
        <source>The other side sent bytes that make no sense</source>
        <translation>对方发来的数据无法理解</translation>
    </message>
    <message>
        <source>A part arrived damaged; it is asked for again</source>
        <translation>有一部分在途中损坏，正在重新获取</translation>
    </message>
    <message>
        <source>The other side&apos;s receipt is not valid</source>
        <translation>对方的回执无效</translation>
    </message>
    <message>
        <source>There is no such transfer</source>
        <translation>没有这次传输</translation>
    </message>
    <message>
        <source>The transfer does not wait for a decision</source>
        <translation>这次传输不在等待接收</translation>
    </message>
    <message>
        <source>The transfer is already over</source>
        <translation>传输已经结束</translation>
    </message>
    <message>
        <source>This transfer goes out</source>
        <translation>这是发出的传输</translation>
    </message>
    <message>
        <source>Nobody who is meant is here; nothing was said</source>
        <translation>要发给的人都不在线，没有发出</translation>
    </message>
    <message>
        <source>A code has six groups of two digits</source>
        <translation>数字共六组，每组两位</translation>
    </message>
    <message>
        <source>This is this node itself</source>
        <translation>这是你自己</translation>
    </message>
    <message>
        <source>A group cannot be buzzed; buzz one of its members</source>
        <translation>不能提醒整个群组，请提醒其中一位</translation>
    </message>
    <message>
        <source>These files are here; there is nobody to send them to</source>
        <translation>这些文件就在本机，没有要发给的人</translation>
    </message>
    <message>
        <source>Name a file or folder to send</source>
        <translation>请选择要发送的文件或文件夹</translation>
    </message>
    <message>
        <source>An answer to a message has one receiver</source>
        <translation>回复只能发给一个人</translation>
    </message>
    <message>
        <source>A waveform has at most 128 heights from 0 to 100</source>
        <translation>语音的波形不正确</translation>
    </message>
    <message>
        <source>The name of an attachment has at most 255 bytes</source>
        <translation>附件的名称最多 255 字节</translation>
    </message>
    <message>
        <source>What listens at the control socket is no Culver node</source>
        <translation>正在运行的不是飞鸽</translation>
    </message>
    <message>
        <source>The node&apos;s answer is too long</source>
        <translation>回应太长，无法读取</translation>
    </message>
    <message>
        <source>Hooks are slower than what arrives; from here on some are left out</source>
        <translation>程序运行得比收到的慢，从现在起有一些不再运行</translation>
    </message>
    <message>
        <source>The helper that runs hooks has ended; they run again after a restart</source>
        <translation>运行程序的辅助进程已结束，重新启动飞鸽后恢复</translation>
    </message>
    <message>
        <source>Receiving a block</source>
        <translation>接收数据时</translation>
    </message>
    <message>
        <source>Receiving a file&apos;s end</source>
        <translation>接收文件末尾时</translation>
    </message>
    <message>
        <source>Writing the journal of the transfer</source>
        <translation>记录传输进度时</translation>
    </message>
    <message>
        <source>Reading the journal of the transfer</source>
        <translation>读取传输进度时</translation>
    </message>
    <message>
        <source>Reading the record of a transfer</source>
        <translation>读取传输记录时</translation>
    </message>
    <message>
        <source>Reading the kept list of files</source>
        <translation>读取文件列表时</translation>
    </message>
    <message>
        <source>Reading a kept list of own files</source>
        <translation>读取文件列表时</translation>
    </message>
    <message>
        <source>Keeping the list of files</source>
        <translation>保存文件列表时</translation>
    </message>
    <message>
        <source>Comparing the list of files with the offer</source>
        <translation>核对文件列表时</translation>
    </message>
    <message>
        <source>Listing a folder</source>
        <translation>列出文件夹时</translation>
    </message>
    <message>
        <source>Opening a folder</source>
        <translation>打开文件夹时</translation>
    </message>
    <message>
        <source>Opening unfinished data</source>
        <translation>打开未完成的数据时</translation>
    </message>
    <message>
        <source>Removing unfinished data</source>
        <translation>清理未完成的数据时</translation>
    </message>
    <message>
        <source>Noting the final names</source>
        <translation>记录文件名时</translation>
    </message>
    <message>
        <source>Reading the final names</source>
        <translation>读取文件名时</translation>
    </message>
    <message>
        <source>Checking a receipt</source>
        <translation>核对回执时</translation>
    </message>
    <message>
        <source>Reading a receipt</source>
        <translation>读取回执时</translation>
    </message>
    <message>
        <source>Reading a confirmation</source>
        <translation>读取确认时</translation>
    </message>
    <message>
        <source>Reading from a lane</source>
        <translation>接收数据时</translation>
    </message>
    <message>
        <source>Unpacking a block</source>
        <translation>解压数据时</translation>
    </message>
    <message>
        <source>Reading how a file is put together</source>
        <translation>拼合文件时</translation>
    </message>
    <message>
        <source>Writing to the disk</source>
        <translation>写入磁盘时</translation>
    </message>
    <message>
        <source>Asking for the room on the disk</source>
        <translation>查询磁盘空间时</translation>
    </message>
    <message>
        <source>Starting a thread for a transfer</source>
        <translation>开始传输时</translation>
    </message>
    <message>
        <source>Beginning a transfer twice</source>
        <translation>开始传输时</translation>
    </message>
    <message>
        <source>Storing what follows a lost operation</source>
        <translation>保存群组消息时</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>what was being done, and why it failed</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>%1 Nothing was said to anybody</source>
        <translation>%1没有发给任何人</translation>
    </message>
    <message>
        <source>On the other computer</source>
        <translation>在对方的电脑上</translation>
    </message>
    <message>
        <source>it belongs to a node&apos;s profile, whose key never leaves the machine</source>
        <translation>它属于节点的配置目录，其中的密钥绝不离开本机</translation>
    </message>
    <message>
        <source>This file belongs to a node&apos;s profile, whose key never leaves the machine</source>
        <translation>此文件属于节点的配置目录，其中的密钥绝不离开本机</translation>
    </message>
    <message>
        <source>The history is damaged; end the node and start it again: at its start it recovers all that can be read, and keeps the damaged file beside it</source>
        <translation>历史记录已损坏；请结束节点后重新启动：启动时会恢复所有还能读取的内容，损坏的文件保留在旁边</translation>
    </message>
    <message>
        <source>The list of these files was damaged, and they have changed since they were offered; send them again</source>
        <translation>这些文件的清单已损坏，而且文件在发出后有改动，请重新发送</translation>
    </message>
    <message>
        <source>A stranger&apos;s offer stays only while they are here and there is room for it; it comes again when they do</source>
        <translation>陌生人发来的文件只在对方在线且有空位时保留；对方再次上线时会重新出现</translation>
    </message>
    <message>
        <source>This setting is not changed through a socket that is shared; the account that runs the node changes it, or its config.toml</source>
        <translation>此设置不能通过共享的接口更改，请由运行节点的账户更改，或修改它的 config.toml</translation>
    </message>
    <message>
        <source>It is done, but could not be written down</source>
        <translation>已执行，但无法写入磁盘</translation>
    </message>
    <message>
        <source>What is sent cannot be read at the moment; it goes on when its disk is back</source>
        <translation>要发送的内容现在读不到；等它所在的磁盘接上后会自动继续</translation>
    </message>
    <message>
        <source>A file&apos;s dates or its disk changed, so it is compared with what was sent of it; then it goes on</source>
        <translation>文件的日期或所在磁盘变了，正在与已发送的部分核对；核对后会继续</translation>
    </message>
</context>
<context>
    <name>Rates</name>
    <message>
        <source>As fast as it goes</source>
        <translation>不限速</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>--screenshot stands alone; whom it is for is asked then.</source>
        <translation>--screenshot 须单独使用，发给谁随后再选。</translation>
    </message>
    <message>
        <source>--send needs the files to send.</source>
        <translation>--send 后面需要写上要发送的文件。</translation>
    </message>
    <message>
        <source>one link at a time; files to send go behind --send.</source>
        <translation>一次只能打开一个链接；要发送的文件请写在 --send 后面。</translation>
    </message>
    <message>
        <source>Culver: chat and send files on your own network, without a server.</source>
        <translation>飞鸽（Culver）：在自己的网络里聊天、传文件，无需服务器。</translation>
    </message>
    <message>
        <source>The folder of identity, history and settings.</source>
        <translation>存放身份、聊天记录和设置的文件夹。</translation>
    </message>
    <message>
        <source>Start in the tray, without a window.</source>
        <translation>启动到托盘，不显示窗口。</translation>
    </message>
    <message>
        <source>Choose who gets the files that are named.</source>
        <translation>选择把列出的文件发给谁。</translation>
    </message>
    <message>
        <source>Cut out a part of the screen, then choose who gets it.</source>
        <translation>截取屏幕的一部分，再选择发给谁。</translation>
    </message>
    <message>
        <source>A culver: link to open, or files after --send.</source>
        <translation>要打开的 culver: 链接，或 --send 后面的文件。</translation>
    </message>
    <message>
        <source>there is no home folder; name a folder with --profile DIR.</source>
        <translation>没有主目录；请用 --profile DIR 指定一个文件夹。</translation>
    </message>
    <message>
        <source>Culver is open already for this profile, but does not answer; end it first.</source>
        <translation>使用这份个人资料的飞鸽已经打开，但没有响应；请先结束它。</translation>
    </message>
    <message>
        <source>These are too many files to choose at once; send their folder instead.</source>
        <translation>一次选的文件太多了；请直接发送它们所在的文件夹。</translation>
    </message>
    <message>
        <source>There are no fonts on this computer, so no words can be shown; install one, such as fonts-noto-core.</source>
        <translation>这台电脑上没有任何字体，无法显示文字；请安装一种，例如 fonts-noto-core。</translation>
    </message>
    <message>
        <source>There is no font with Chinese characters; install one, such as fonts-noto-cjk.</source>
        <translation>没有包含中文字符的字体；请安装一种，例如 fonts-noto-cjk。</translation>
    </message>
</context>
<context>
    <name>Warnings</name>
    <message>
        <source>Somebody new bears the name of somebody you know.</source>
        <translation>有陌生人使用了你认识的人的名字。</translation>
    </message>
    <message>
        <source>Somebody new uses the name “%1”.</source>
        <translation>有陌生人在使用“%1”这个名字。</translation>
    </message>
    <message>
        <source>A known name, another key</source>
        <translation>名字熟悉，密钥不同</translation>
    </message>
    <message>
        <source>You find this person under New people. Nothing is sent there until you verify.</source>
        <translation>此人列在“新面孔”中。核对之前，不会向其发送任何内容。</translation>
    </message>
    <message>
        <source>Somebody you do not know yet may not write to you.</source>
        <translation>有你还不认识的人想给你发消息，已被拒绝。</translation>
    </message>
    <message>
        <source>%1 is new here and may not write to you.</source>
        <translation>%1 是陌生人，不能给你发消息。</translation>
    </message>
    <message>
        <source>Somebody new was refused</source>
        <translation>已拒绝一位陌生人</translation>
    </message>
    <message>
        <source>Who may write to you stands in the settings, under Security.</source>
        <translation>谁可以给你发消息，请在设置的“安全”中调整。</translation>
    </message>
    <message>
        <source>This identity runs twice</source>
        <translation>同一身份在两处运行</translation>
    </message>
    <message>
        <source>Another computer uses the same identity, perhaps from a copied folder. What is sent to you may arrive there. The network check says where it runs.</source>
        <translation>另一台电脑在使用同一身份，可能是文件夹被复制过。发给你的内容可能会送到那里。网络检查会说明它在哪里运行。</translation>
    </message>
    <message>
        <source>Somebody cannot be reached</source>
        <translation>有人无法连接</translation>
    </message>
    <message>
        <source>Another Culver answered but does not get on with this one, mostly because one of them is older. The network check says more.</source>
        <translation>另一个飞鸽有回应，但无法与本机连接，多半是其中一方版本较旧。网络检查会给出更多说明。</translation>
    </message>
    <message>
        <source>Culver’s folder cannot be written</source>
        <translation>飞鸽的文件夹无法写入</translation>
    </message>
    <message>
        <source>Check that the disk has room and that the folder is yours to write.</source>
        <translation>请检查磁盘是否有空间，以及你是否有权写入该文件夹。</translation>
    </message>
    <message>
        <source>Messages cannot be kept</source>
        <translation>消息无法保存</translation>
    </message>
    <message>
        <source>What others send now cannot be stored, mostly because the disk is full. Make room: nothing is lost, they send it again.</source>
        <translation>现在收到的内容无法保存，多半是磁盘已满。请腾出空间：不会丢失，对方会重新发送。</translation>
    </message>
    <message>
        <source>The history was mended</source>
        <translation>聊天记录已修复</translation>
    </message>
    <message>
        <source>It was damaged, and all that could still be read is there again. The damaged file is kept beside it.</source>
        <translation>记录曾经损坏，能读出的内容都已恢复。损坏的文件保留在旁边。</translation>
    </message>
    <message>
        <source>Nobody can be found</source>
        <translation>找不到任何人</translation>
    </message>
    <message>
        <source>Culver cannot look for people on this network. The network check says why.</source>
        <translation>飞鸽无法在此网络中寻找同事。网络检查会说明原因。</translation>
    </message>
    <message>
        <source>A program of yours did not run</source>
        <translation>你的程序没有运行</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
</context>
<context>
    <name>WayOut</name>
    <message>
        <source>Leave the group</source>
        <translation>退出群组</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block this person</source>
        <translation>屏蔽此人</translation>
    </message>
    <message>
        <source>Decline the invitation</source>
        <translation>谢绝邀请</translation>
    </message>
</context>
<context>
    <name>Who</name>
    <message>
        <source>Confirmed</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>Saved and checked</source>
        <translation>已保存，校验无误</translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 分钟</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 小时</translation>
    </message>
    <message>
        <source>%1 left</source>
        <comment>how long it still takes</comment>
        <translation>剩 %1</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在线</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>离开</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>忙碌</translation>
    </message>
    <message>
        <source>Quiet</source>
        <translation>勿扰</translation>
    </message>
    <message>
        <source>Gone</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Waiting</source>
        <comment>a message that has not left yet</comment>
        <translation>待送达</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>已发出</translation>
    </message>
    <message>
        <source>Delivered</source>
        <translation>已送达</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发出</translation>
    </message>
    <message>
        <source>Recalled</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>1 new message</source>
        <translation>1 条新消息</translation>
    </message>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 is typing</source>
        <translation>%1正在输入</translation>
    </message>
    <message>
        <source>%1 and %2 are typing</source>
        <translation>%1和%2正在输入</translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing</source>
        <translation>
            <numerusform>%n 人正在输入</numerusform>
        </translation>
    </message>
    <message>
        <source>1 file</source>
        <translation>1 个文件</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Voice message</source>
        <translation>语音消息</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>1 person</source>
        <translation>1 人</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>You: %1</source>
        <comment>the last message, by oneself</comment>
        <translation>你：%1</translation>
    </message>
    <message>
        <source>Will get it when back</source>
        <translation>上线后送达</translation>
    </message>
    <message>
        <source>%1 invites you</source>
        <translation>%1邀请你加入</translation>
    </message>
    <message>
        <source>IP Messenger</source>
        <translation>飞鸽传书</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>New people</source>
        <translation>新面孔</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>群组</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>You recalled a message</source>
        <translation>你撤回了一条消息</translation>
    </message>
    <message>
        <source>%1 recalled a message</source>
        <translation>%1撤回了一条消息</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>who said the last message, and what</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>Reconnecting. What you write is kept.</source>
        <translation>正在重新连接，已写内容都会保留。</translation>
    </message>
    <message>
        <source>It took too long. Try again in a moment.</source>
        <translation>用时太长，请稍后重试。</translation>
    </message>
    <message>
        <source>This person is not known here any more.</source>
        <translation>这里已经没有这个人。</translation>
    </message>
    <message>
        <source>This group is not known here any more.</source>
        <translation>这里已经没有这个群组。</translation>
    </message>
    <message>
        <source>This message is not here any more.</source>
        <translation>这条消息已经不在了。</translation>
    </message>
    <message>
        <source>This transfer is not known here any more.</source>
        <translation>这个传输已经不在了。</translation>
    </message>
    <message>
        <source>The part of Culver that runs is older than this window. Restart Culver.</source>
        <translation>正在运行的飞鸽比这个窗口旧，请重新启动飞鸽。</translation>
    </message>
    <message>
        <source>%1 of %2 here</source>
        <translation>%1 / %2 在线</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>已折叠</translation>
    </message>
    <message>
        <source>group</source>
        <translation>群组</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>已屏蔽</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已核对</translation>
    </message>
    <message>
        <source>not the person you verified</source>
        <translation>不是你核对过的人</translation>
    </message>
    <message>
        <source>mentions you</source>
        <translation>提到了你</translation>
    </message>
    <message>
        <source>muted</source>
        <translation>免打扰</translation>
    </message>
    <message>
        <source>Draft: %1</source>
        <translation>草稿：%1</translation>
    </message>
    <message>
        <source>offered</source>
        <translation>等待接收</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>传输中</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>connection lost, will resume</source>
        <translation>连接断开，恢复后自动继续</translation>
    </message>
    <message>
        <source>saved and checked</source>
        <translation>已保存，校验无误</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>已拒收</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>发给%1</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>来自%1</translation>
    </message>
    <message>
        <source>%1 percent</source>
        <translation>百分之 %1</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>edited</source>
        <translation>已编辑</translation>
    </message>
    <message>
        <source>reply to %1</source>
        <translation>回复%1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <comment>who, when, state; the message</comment>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>all %1</source>
        <comment>who got the files</comment>
        <translation>全部 %1 人</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%2 人中的 %1 人</translation>
    </message>
    <message>
        <source>Free: %1</source>
        <translation>可用 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>Notes to yourself</source>
        <translation>我的笔记</translation>
    </message>
    <message>
        <source>Only you see what stands here</source>
        <translation>这里的内容只有你能看到</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why a file could not be read or written</comment>
        <translation>文件读写没有成功：%1</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why something cannot be as it was wanted</comment>
        <translation>不能这样设置：%1</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why this cannot be done now</comment>
        <translation>现在不能这样做：%1</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why the other side cannot do it</comment>
        <translation>对方不支持：%1</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why the other side said no</comment>
        <translation>对方没有同意：%1</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why two codes that differ are dangerous</comment>
        <translation>数字不一样，请再核对一次；若仍不一样，可能有人冒充对方。%1</translation>
    </message>
    <message>
        <source>%1</source>
        <comment>why it did not work</comment>
        <translation>没有成功：%1</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>群主</translation>
    </message>
    <message>
        <source>Admin</source>
        <translation>管理员</translation>
    </message>
    <message>
        <source>notice, to be confirmed</source>
        <translation>公告，需要确认</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between clauses</comment>
        <translation>，</translation>
    </message>
    <message>
        <source>, </source>
        <comment>between names</comment>
        <translation>、</translation>
    </message>
    <message>
        <source>Not the %1 you verified</source>
        <translation>不是你核对过的%1</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <comment>two sentences</comment>
        <translation>%1%2</translation>
    </message>
    <message>
        <source>a file offer</source>
        <translation>1 个待接收的文件</translation>
    </message>
    <message numerus="yes">
        <source>%n file offers</source>
        <translation>
            <numerusform>%n 个待接收的文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Somebody new. Links and files are held back.</source>
        <translation>陌生人。链接和文件暂不打开。</translation>
    </message>
    <message numerus="yes">
        <source>%n more are left out.</source>
        <comment>of files</comment>
        <translation>
            <numerusform>另有 %n 个没有发送。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::AcceptSheet</name>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1 sends you %2</source>
        <translation>%1发来 %2</translation>
    </message>
    <message>
        <source>a folder</source>
        <translation>1 个文件夹</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已核对</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未核对</translation>
    </message>
    <message>
        <source>%1 of %2 chosen</source>
        <translation>已选 %1 / %2</translation>
    </message>
    <message>
        <source>Free: %1, needs %2 more</source>
        <translation>可用 %1，还差 %2</translation>
    </message>
    <message>
        <source>Save to</source>
        <translation>保存到</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Always accept files from %1</source>
        <translation>总是接收%1的文件</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>稍后再说</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒收</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接收</translation>
    </message>
    <message numerus="yes">
        <source>Accept %n files</source>
        <translation>
            <numerusform>接收 %n 个文件</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::AddMembersSheet</name>
    <message>
        <source>Add people to %1</source>
        <translation>添加同事到%1</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message numerus="yes">
        <source>Add %n people</source>
        <translation>
            <numerusform>添加 %n 人</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::AskSheet</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>culver::desktop::Composer</name>
    <message>
        <source>Picture %1</source>
        <translation>图片 %1</translation>
    </message>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>添加附件</translation>
    </message>
    <message>
        <source>Part of the screen</source>
        <translation>截取屏幕</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n 个文件</numerusform>
        </translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>文件…</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>To several people…</source>
        <translation>发给多位同事…</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Voice message</source>
        <translation>语音消息</translation>
    </message>
    <message>
        <source>Text %1</source>
        <translation>文本 %1</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
</context>
<context>
    <name>culver::desktop::ConversationPane</name>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>The copy could not be written there.</source>
        <translation>无法保存到那里。</translation>
    </message>
    <message>
        <source>Open link</source>
        <translation>打开链接</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>复制链接</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>React</source>
        <translation>回应</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy selection</source>
        <translation>复制所选</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Search here</source>
        <translation>在此搜索</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消免打扰</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>免打扰</translation>
    </message>
    <message>
        <source>Add people</source>
        <translation>添加成员</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Buzz</source>
        <translation>提醒</translation>
    </message>
    <message>
        <source>Check the connection</source>
        <translation>检查连接</translation>
    </message>
    <message>
        <source>Verify now</source>
        <translation>立即核对</translation>
    </message>
    <message>
        <source>Check the network</source>
        <translation>检查网络</translation>
    </message>
    <message>
        <source>Pick someone to talk to</source>
        <translation>选一位同事开始聊天</translation>
    </message>
    <message>
        <source>Or press Ctrl K and type a name.</source>
        <translation>或按 Ctrl K 输入姓名。</translation>
    </message>
    <message>
        <source>Nobody here yet</source>
        <translation>还没有发现同事</translation>
    </message>
    <message>
        <source>Culver is listening. Add someone by address, or check what the network lets through.</source>
        <translation>飞鸽正在等待同事出现。可以按地址添加，或检查网络是否放行。</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>all</source>
        <translation>所有人</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未核对</translation>
    </message>
    <message>
        <source>A stranger who uses this name</source>
        <translation>使用这个名字的陌生人</translation>
    </message>
    <message>
        <source>Writing is locked until you verify this person</source>
        <translation>核对对方身份之前不能发送</translation>
    </message>
    <message>
        <source>You blocked this person</source>
        <translation>你已屏蔽对方</translation>
    </message>
    <message>
        <source>You are invited to this group</source>
        <translation>你被邀请加入这个群组</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>加入</translation>
    </message>
    <message>
        <source>You are not in this group any more</source>
        <translation>你已不在这个群组中</translation>
    </message>
    <message>
        <source>This is not the %1 you verified</source>
        <translation>这不是你核对过的%1</translation>
    </message>
    <message>
        <source>Someone uses the name “%1”, but with a different key. %2 may have a new computer, or somebody pretends to be %2. Ask %2 in person before you send anything.</source>
        <translation>有人使用“%1”这个名字，但密钥不同。可能是%2换了电脑，也可能有人冒充%2。发送任何内容之前，请当面向%2确认。</translation>
    </message>
    <message>
        <source>Reconnecting. What you write is kept.</source>
        <translation>正在重新连接，已写内容都会保留。</translation>
    </message>
    <message>
        <source>Drop to send to %1</source>
        <translation>松开即可发送给%1</translation>
    </message>
    <message>
        <source>What you wrote stands in the field again.</source>
        <translation>你写的内容已放回输入框。</translation>
    </message>
    <message>
        <source>What you wrote to %1 is kept there as a draft.</source>
        <translation>你写给%1的内容已作为草稿保留。</translation>
    </message>
    <message>
        <source>Not sent</source>
        <translation>未发出</translation>
    </message>
    <message>
        <source>The file is not here any more.</source>
        <translation>这个文件已不在本机。</translation>
    </message>
    <message>
        <source>Notes hold files of up to 16 MB; larger ones and folders are not copied.</source>
        <translation>笔记可存放不超过 16 MB 的文件；更大的文件和文件夹不会复制。</translation>
    </message>
    <message>
        <source>Drop to keep it here</source>
        <translation>松开即可保存到这里</translation>
    </message>
    <message>
        <source>Nothing was recorded</source>
        <translation>没有录音</translation>
    </message>
    <message>
        <source>No microphone answers. Connect one, or look at the sound settings of this computer.</source>
        <translation>没有可用的麦克风。请连接麦克风，或检查电脑的声音设置。</translation>
    </message>
    <message>
        <source>This cannot be heard</source>
        <translation>无法播放</translation>
    </message>
    <message>
        <source>No loudspeaker answers, or the voice message is damaged.</source>
        <translation>没有可用的扬声器，或语音消息已损坏。</translation>
    </message>
    <message>
        <source>Who has it</source>
        <translation>查看接收情况</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>转发</translation>
    </message>
    <message>
        <source>Go to a date</source>
        <translation>跳转到日期</translation>
    </message>
    <message>
        <source>Save a copy of all</source>
        <translation>导出聊天记录</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Unblock</source>
        <translation>取消屏蔽</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>屏蔽</translation>
    </message>
    <message>
        <source>Nothing was said here yet.</source>
        <translation>这里还没有消息。</translation>
    </message>
    <message>
        <source>Web page (*.html);;Text (*.txt);;For programs (*.json)</source>
        <translation>网页 (*.html);;文本 (*.txt);;供程序使用 (*.json)</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Give a notice</source>
        <translation>发公告</translation>
    </message>
    <message>
        <source>Open the verified %1</source>
        <translation>打开已核对的%1</translation>
    </message>
    <message>
        <source>Add by address</source>
        <translation>按地址添加</translation>
    </message>
    <message>
        <source>All files…</source>
        <translation>全部文件…</translation>
    </message>
    <message>
        <source>End it and start this one</source>
        <comment>the running Culver</comment>
        <translation>结束它并启动这一个</translation>
    </message>
    <message>
        <source>The running Culver is older than this window. Files on their way stop when you end it, and go on with the new one.</source>
        <translation>正在运行的飞鸽比这个窗口旧。结束它时，传输中的文件会停下，由新的继续。</translation>
    </message>
    <message>
        <source>The running Culver is newer than this window: start the window again, or end what runs. Files on their way stop then, and go on after that.</source>
        <translation>正在运行的飞鸽比这个窗口新：请重新打开窗口，或结束正在运行的。届时传输中的文件会停下，之后继续。</translation>
    </message>
    <message numerus="yes">
        <source>Back, %n unread elsewhere</source>
        <translation>
            <numerusform>返回，其他对话有 %n 条未读</numerusform>
        </translation>
    </message>
    <message>
        <source>The recording was cut off</source>
        <translation>录音中断了</translation>
    </message>
    <message>
        <source>The microphone no longer answers. What was recorded waits to be sent.</source>
        <translation>麦克风不再响应。已录下的部分留在输入框里，等待发送。</translation>
    </message>
    <message>
        <source>Open %1</source>
        <translation>打开 %1</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n here now</source>
        <translation>
            <numerusform>%1 · %n 人在线</numerusform>
        </translation>
    </message>
    <message>
        <source>The picture could not be kept until it is sent. Is the disk full?</source>
        <translation>粘贴的图片没能保存，磁盘满了吗？</translation>
    </message>
</context>
<context>
    <name>culver::desktop::ConversationView</name>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>culver::desktop::DateSheet</name>
    <message>
        <source>A month earlier</source>
        <translation>上个月</translation>
    </message>
    <message>
        <source>A month later</source>
        <translation>下个月</translation>
    </message>
    <message>
        <source>Go to a date</source>
        <translation>跳转到日期</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <extracomment>A month and its year, as &quot;November 2026&quot;: QDate&apos;s format.</extracomment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>跳转</translation>
    </message>
</context>
<context>
    <name>culver::desktop::Desk</name>
    <message>
        <source>Join %1 before you write there.</source>
        <translation>先加入%1，才能在里面发消息。</translation>
    </message>
    <message>
        <source>You are not in %1 any more.</source>
        <translation>你已不在%1中。</translation>
    </message>
    <message>
        <source>This %1 is not the one you verified. Nothing is sent until you verify this person.</source>
        <translation>这个%1不是你核对过的那一位。在你核对此人之前，什么也不会发出。</translation>
    </message>
    <message>
        <source>You blocked %1. Unblock this person to send something.</source>
        <translation>你已屏蔽%1。解除屏蔽后才能发送。</translation>
    </message>
    <message>
        <source>Nobody else is in this group yet.</source>
        <translation>这个群组里还没有其他人。</translation>
    </message>
    <message>
        <source>Links and files are held back until you verify this person.</source>
        <translation>核对此人身份之前，不打开其链接和文件。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::DetailsPanel</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已核对</translation>
    </message>
    <message>
        <source>Not verified</source>
        <translation>未核对</translation>
    </message>
    <message>
        <source>You compared the code. Only the two of you can read your messages and files.</source>
        <translation>你们已核对过数字，只有你们两人能看到消息和文件。</translation>
    </message>
    <message>
        <source>Speaks IP Messenger: what you write is not protected as between two Culvers.</source>
        <translation>对方使用飞鸽传书，内容不像飞鸽用户之间那样受保护。</translation>
    </message>
    <message>
        <source>Compare a short code once, and you know that nobody stands between you.</source>
        <translation>核对一次数字，就能确认中间没有别人。</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>Send files</source>
        <translation>发送文件</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消免打扰</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>免打扰</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message>
        <source>Shared pictures</source>
        <translation>共享的图片</translation>
    </message>
    <message>
        <source>Shared files</source>
        <translation>共享的文件</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>People</source>
        <translation>同事</translation>
    </message>
    <message>
        <source>Receiving files</source>
        <translation>接收文件</translation>
    </message>
    <message>
        <source>Always accept</source>
        <translation>总是接收</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Write to %1</source>
        <translation>给%1发消息</translation>
    </message>
    <message>
        <source>Take the admin&apos;s rights away</source>
        <translation>取消管理员</translation>
    </message>
    <message>
        <source>Make an admin</source>
        <translation>设为管理员</translation>
    </message>
    <message>
        <source>Remove from the group</source>
        <translation>移出群组</translation>
    </message>
    <message>
        <source>Add people</source>
        <translation>添加成员</translation>
    </message>
    <message>
        <source>Show all %1</source>
        <comment>people</comment>
        <translation>显示全部 %1 人</translation>
    </message>
    <message>
        <source>Speaks LocalSend: what you send is not protected as between two Culvers.</source>
        <translation>使用 LocalSend：你发送的内容不像飞鸽用户之间那样受到保护。</translation>
    </message>
    <message>
        <source>Show all</source>
        <comment>files</comment>
        <translation>显示全部</translation>
    </message>
</context>
<context>
    <name>culver::desktop::DoctorSheet</name>
    <message>
        <source>All well</source>
        <translation>一切正常</translation>
    </message>
    <message>
        <source>Problem</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>注意</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Network examination</source>
        <translation>网络检查</translation>
    </message>
    <message>
        <source>The way to %1</source>
        <translation>到%1的连接</translation>
    </message>
    <message>
        <source>Looking at the network. This may take half a minute.</source>
        <translation>正在检查网络，大约需要半分钟。</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Examine again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>culver::desktop::EmojiPicker</name>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>Smileys</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>People and hands</source>
        <translation>人物和手势</translation>
    </message>
    <message>
        <source>Nature</source>
        <translation>自然</translation>
    </message>
    <message>
        <source>Food and drink</source>
        <translation>食物和饮料</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>活动</translation>
    </message>
    <message>
        <source>Travel</source>
        <translation>出行</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>物品</translation>
    </message>
    <message>
        <source>Signs</source>
        <translation>符号</translation>
    </message>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search emoji</source>
        <translation>搜索表情</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
</context>
<context>
    <name>culver::desktop::FilesSheet</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Shared files</source>
        <translation>共享的文件</translation>
    </message>
    <message numerus="yes">
        <source>Show more (%n)</source>
        <translation>
            <numerusform>显示更多（%n）</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::FirstRun</name>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Culver</source>
        <translation>飞鸽 Culver</translation>
    </message>
    <message>
        <source>Your office,
without a server.</source>
        <translation>同一个办公室，
不用服务器。</translation>
    </message>
    <message>
        <source>Messages and files go straight to the other desk. Encrypted, and never over the internet.</source>
        <translation>消息和文件直接送到对方电脑，全程加密，不经过互联网。</translation>
    </message>
    <message>
        <source>How do colleagues know you?</source>
        <translation>怎么称呼您？</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Department (optional)</source>
        <translation>部门（可不填）</translation>
    </message>
    <message>
        <source>People are listed by department.</source>
        <translation>同事列表会按部门分组。</translation>
    </message>
    <message>
        <source>Keep received files in</source>
        <translation>收到的文件保存在</translation>
    </message>
    <message>
        <source>%1 free</source>
        <translation>可用空间 %1</translation>
    </message>
    <message>
        <source>Who may see this computer</source>
        <translation>谁可以看到这台电脑</translation>
    </message>
    <message>
        <source>Everybody around</source>
        <translation>周围所有人</translation>
    </message>
    <message>
        <source>Only in this network</source>
        <translation>仅在当前网络</translation>
    </message>
    <message>
        <source>Nobody unasked</source>
        <translation>不主动公开</translation>
    </message>
    <message>
        <source>In every network that you join.</source>
        <translation>在您加入的每个网络中。</translation>
    </message>
    <message>
        <source>Elsewhere, such as in a café, you stay unseen.</source>
        <translation>在其他地方（比如咖啡馆）不会被看到。</translation>
    </message>
    <message>
        <source>People find you by your address alone.</source>
        <translation>别人只能通过地址找到您。</translation>
    </message>
    <message>
        <source>Start with the computer</source>
        <translation>开机时启动</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始使用</translation>
    </message>
    <message>
        <source>Looking for colleagues</source>
        <translation>正在寻找同事</translation>
    </message>
    <message numerus="yes">
        <source>%n people are already here</source>
        <translation>
            <numerusform>已经发现 %n 位同事</numerusform>
        </translation>
    </message>
    <message>
        <source>They appear as soon as they start Culver in this network.</source>
        <translation>他们在同一网络中启动飞鸽后就会出现。</translation>
    </message>
    <message numerus="yes">
        <source>%n of them use IP Messenger</source>
        <translation>
            <numerusform>其中 %n 位使用飞鸽传书</numerusform>
        </translation>
    </message>
    <message>
        <source>Colleagues need a name to find you by</source>
        <translation>同事需要一个名字才能找到您</translation>
    </message>
    <message>
        <source>This computer is in several networks. Choose &quot;Everybody around&quot; for now; the settings say later which networks are known.</source>
        <translation>这台电脑连接了多个网络。请先选择“周围所有人”，之后可以在设置中指定已知的网络。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::FlightStrip</name>
    <message numerus="yes">
        <source>%n transfers</source>
        <translation>
            <numerusform>%n 个传输任务</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::HoverBar</name>
    <message>
        <source>React</source>
        <translation>回应</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
</context>
<context>
    <name>culver::desktop::MainWindow</name>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>You cannot write to them now.</source>
        <translation>现在无法给对方发送内容。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::MarkUp</name>
    <message>
        <source>Cut out</source>
        <translation>截图</translation>
    </message>
    <message>
        <source>Arrow</source>
        <translation>箭头</translation>
    </message>
    <message>
        <source>Pen</source>
        <translation>画笔</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>方框</translation>
    </message>
    <message>
        <source>Black out</source>
        <translation>涂黑</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Drag over what you want to show. Esc gives up.</source>
        <translation>拖动选择要展示的区域，按 Esc 放弃。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::NameSheet</name>
    <message>
        <source>Rename the group</source>
        <translation>重命名群组</translation>
    </message>
    <message>
        <source>Name, as everybody in it sees it</source>
        <translation>群名称，群里的人都会看到</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>A group needs a name</source>
        <translation>请输入群名称</translation>
    </message>
</context>
<context>
    <name>culver::desktop::NewGroupSheet</name>
    <message>
        <source>New group</source>
        <translation>新建群组</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>群组名称</translation>
    </message>
    <message>
        <source>Who joins later may read what was said before</source>
        <translation>后加入的人可以看到之前的消息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Create group</source>
        <translation>创建群组</translation>
    </message>
    <message numerus="yes">
        <source>Create with %n people</source>
        <translation>
            <numerusform>与 %n 人创建</numerusform>
        </translation>
    </message>
    <message>
        <source>A group needs a name</source>
        <translation>群组需要一个名称</translation>
    </message>
</context>
<context>
    <name>culver::desktop::NewPill</name>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
    <message>
        <source>To the newest message</source>
        <translation>回到最新消息</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n 条新消息</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::NodeLauncher</name>
    <message>
        <source>Culver takes unusually long to start.</source>
        <translation>飞鸽启动的时间比平时长。</translation>
    </message>
    <message>
        <source>The program culver was not found. Install Culver again, or put it beside this one.</source>
        <translation>没有找到 culver 程序。请重新安装飞鸽，或把它放在本程序旁边。</translation>
    </message>
    <message>
        <source>Culver could not be started: %1</source>
        <translation>飞鸽无法启动：%1</translation>
    </message>
    <message>
        <source>Culver ended right after it was started.</source>
        <translation>飞鸽启动后立即退出了。</translation>
    </message>
    <message>
        <source>Culver could not start: %1</source>
        <translation>飞鸽无法启动：%1</translation>
    </message>
    <message>
        <source>The running Culver belongs to another user of this computer, who can restart it.</source>
        <translation>正在运行的飞鸽属于这台电脑的另一个用户，对方可以重新启动它。</translation>
    </message>
    <message>
        <source>The running Culver does not end, or something starts it again. Log out and in, so that it goes with it.</source>
        <translation>正在运行的飞鸽没有结束，或被重新启动了。请注销后重新登录，让它随之结束。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::Notices</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>回复</translation>
    </message>
    <message>
        <source>%1 sends you %2</source>
        <translation>%1发来 %2</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>拒收</translation>
    </message>
    <message>
        <source>Did not arrive. Open Culver to try again.</source>
        <translation>没有送达，打开飞鸽可以重试。</translation>
    </message>
    <message>
        <source>From %1, saved and checked</source>
        <translation>来自%1，已保存，校验无误</translation>
    </message>
    <message>
        <source>Saved and checked by %1</source>
        <translation>%1已保存，校验无误</translation>
    </message>
    <message>
        <source>wants your attention</source>
        <translation>在找你</translation>
    </message>
    <message>
        <source>wants to compare numbers with you</source>
        <translation>想和你核对数字</translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>Not sent to %1</source>
        <translation>没有发给%1</translation>
    </message>
    <message>
        <source>%1 Your words are kept as a draft in the conversation.</source>
        <translation>%1 你写的话已作为草稿保留在对话中。</translation>
    </message>
    <message>
        <source>Culver goes on without its window</source>
        <translation>飞鸽在后台继续运行</translation>
    </message>
    <message>
        <source>You are told of messages and files. Start Culver again to see the window; Ctrl+Q in it ends it.</source>
        <translation>有消息和文件时会通知你。再次启动飞鸽即可打开窗口，在窗口中按 Ctrl+Q 退出。</translation>
    </message>
    <message>
        <source>Notice: %1</source>
        <translation>公告：%1</translation>
    </message>
    <message>
        <source>Confirm</source>
        <translation>确认</translation>
    </message>
</context>
<context>
    <name>culver::desktop::OfferList</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>以及另外 %n 个</numerusform>
        </translation>
    </message>
    <message>
        <source>Only the first %1 are named here.</source>
        <translation>这里只列出前 %1 项。</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
</context>
<context>
    <name>culver::desktop::OlderNode</name>
    <message>
        <source>The background service is older</source>
        <translation>后台服务版本较旧</translation>
    </message>
    <message>
        <source>It is version %1, this window %2. Quit Culver and start it again, so that all of the window works.</source>
        <translation>后台服务是 %1 版，这个窗口是 %2 版。请退出飞鸽后重新启动，窗口的功能才能全部使用。</translation>
    </message>
    <message>
        <source>It is version %1, this window %2. Restart it, for instance by logging out and in, so that all of the window works.</source>
        <translation>后台服务是 %1 版，这个窗口是 %2 版。请重新启动后台服务（例如注销后重新登录），窗口的功能才能全部使用。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::OwnCard</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Not at the desk; messages wait</source>
        <translation>不在座位上，消息会保留</translation>
    </message>
    <message>
        <source>Only what matters</source>
        <translation>只看重要的事</translation>
    </message>
    <message>
        <source>At the desk</source>
        <translation>在座位上</translation>
    </message>
    <message>
        <source>What are you doing?</source>
        <translation>你在做什么？</translation>
    </message>
    <message>
        <source>On site until three</source>
        <translation>三点前在现场</translation>
    </message>
    <message>
        <source>Seen by people you talk with.</source>
        <translation>与你聊天的同事可以看到。</translation>
    </message>
    <message>
        <source>Edit profile</source>
        <translation>编辑资料</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Nothing rings unless you are mentioned</source>
        <translation>除非有人提到你，否则不提示</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>culver::desktop::OwnPicture</name>
    <message>
        <source>Choose a picture</source>
        <translation>选择头像</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Seen by people you talk with.</source>
        <translation>与你聊天的同事可以看到。</translation>
    </message>
    <message>
        <source>Your picture</source>
        <translation>你的头像</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>This file cannot be shown as a picture. Choose a photo or a drawing.</source>
        <translation>这个文件不能作为图片显示，请换一张照片或图画。</translation>
    </message>
    <message>
        <source>Check that the disk has room.</source>
        <translation>请检查磁盘是否还有空间。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::PeopleList</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search people</source>
        <translation>搜索同事</translation>
    </message>
    <message>
        <source>People</source>
        <translation>同事</translation>
    </message>
    <message>
        <source>Nobody here fits</source>
        <translation>没有符合的同事</translation>
    </message>
    <message>
        <source>%1 · %2</source>
        <translation>%1 · %2</translation>
    </message>
    <message>
        <source>%1, verified, %2</source>
        <translation>%1，已核对，%2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message>
        <source>Not the person you verified</source>
        <translation>不是你核对过的那个人</translation>
    </message>
</context>
<context>
    <name>culver::desktop::PictureViewer</name>
    <message>
        <source>Previous picture</source>
        <translation>上一张</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>另存为</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Picture %1</source>
        <translation>图片 %1</translation>
    </message>
    <message>
        <source>The copy could not be written. Is there room, and may you write there?</source>
        <translation>无法保存。请检查空间是否足够，以及是否有写入权限。</translation>
    </message>
    <message>
        <source>This picture cannot be shown</source>
        <translation>无法显示这张图片</translation>
    </message>
</context>
<context>
    <name>culver::desktop::QuitSheet</name>
    <message numerus="yes">
        <source>%n transfers are on their way</source>
        <translation>
            <numerusform>%n 个传输正在进行</numerusform>
        </translation>
    </message>
    <message>
        <source>They go on without a window. Offline they stop, and go on from there when Culver starts again.</source>
        <translation>没有窗口也会继续传输。离线后传输会停下，下次启动飞鸽时从断点继续。</translation>
    </message>
    <message>
        <source>Go offline</source>
        <translation>离线</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Quit and let them finish</source>
        <translation>退出窗口，让传输继续</translation>
    </message>
</context>
<context>
    <name>culver::desktop::ReceiversSheet</name>
    <message>
        <source>Write a message</source>
        <translation>输入消息</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message numerus="yes">
        <source>Send to %n people</source>
        <translation>
            <numerusform>发送给 %n 人</numerusform>
        </translation>
    </message>
    <message>
        <source>Who gets it?</source>
        <translation>发送给谁？</translation>
    </message>
    <message>
        <source>Give a notice</source>
        <translation>发公告</translation>
    </message>
    <message>
        <source>A notice: it stands out until each has confirmed it</source>
        <translation>公告：醒目显示，直到每个人都确认</translation>
    </message>
</context>
<context>
    <name>culver::desktop::RegionGrab</name>
    <message>
        <source>This desktop gives no picture of the screen. Take one with its own tool and paste it.</source>
        <translation>这个桌面不提供屏幕画面。请用系统的截图工具截取，再粘贴进来。</translation>
    </message>
    <message>
        <source>The desktop did not answer. Take a picture with its own tool and paste it.</source>
        <translation>桌面没有回应。请用系统的截图工具截取，再粘贴进来。</translation>
    </message>
    <message>
        <source>The desktop gave no picture. Take one with its own tool and paste it.</source>
        <translation>桌面没有给出画面。请用系统的截图工具截取，再粘贴进来。</translation>
    </message>
    <message>
        <source>The picture could not be kept: check that the disk has room.</source>
        <translation>截图无法保存：请检查磁盘空间。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::RosterDelegate</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Draft:</source>
        <translation>草稿：</translation>
    </message>
</context>
<context>
    <name>culver::desktop::RosterPanel</name>
    <message>
        <source>Recent</source>
        <translation>最近</translation>
    </message>
    <message>
        <source>People</source>
        <translation>同事</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search people and messages</source>
        <translation>搜索同事和消息</translation>
    </message>
    <message>
        <source>People and groups</source>
        <translation>同事和群组</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>新建群组</translation>
    </message>
    <message>
        <source>Add by address</source>
        <translation>按地址添加</translation>
    </message>
    <message>
        <source>Type an address, then Enter</source>
        <translation>输入地址，然后按 Enter</translation>
    </message>
    <message>
        <source>Check the network</source>
        <translation>检查网络</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Nobody found for “%1”</source>
        <translation>没有找到“%1”</translation>
    </message>
    <message>
        <source>Press Enter to look for somebody at this address.</source>
        <translation>按 Enter 查找这个地址的同事。</translation>
    </message>
    <message>
        <source>Press Enter to search in all messages.</source>
        <translation>按 Enter 在所有消息中搜索。</translation>
    </message>
    <message>
        <source>Looking around…</source>
        <translation>正在寻找…</translation>
    </message>
    <message>
        <source>People appear here by themselves once they start Culver.</source>
        <translation>同事启动飞鸽后会自动出现在这里。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Unmute</source>
        <translation>取消免打扰</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>免打扰</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>核对</translation>
    </message>
    <message>
        <source>New group with %1</source>
        <translation>与%1新建群组</translation>
    </message>
    <message>
        <source>Check the connection</source>
        <translation>检查连接</translation>
    </message>
    <message>
        <source>Mark as read</source>
        <translation>标为已读</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
</context>
<context>
    <name>culver::desktop::SearchSheet</name>
    <message>
        <source>%1, %2, %3: %4</source>
        <translation>%1，%2，%3：%4</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Search in messages</source>
        <translation>搜索消息</translation>
    </message>
    <message>
        <source>Search in %1</source>
        <translation>在%1中搜索</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>关键词</translation>
    </message>
    <message>
        <source>Messages found</source>
        <translation>找到的消息</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>当前对话</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>所有对话</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Try fewer words, or others.</source>
        <translation>换一些词，或少写几个词，再试试。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::SettingsWindow</name>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Starting and closing</source>
        <translation>启动和关闭</translation>
    </message>
    <message>
        <source>Start with the computer</source>
        <translation>开机时启动</translation>
    </message>
    <message>
        <source>In the tray, without a window</source>
        <translation>在托盘中运行，不打开窗口</translation>
    </message>
    <message>
        <source>Go offline on quitting</source>
        <translation>退出时离线</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Enter sends</source>
        <translation>按 Enter 发送</translation>
    </message>
    <message>
        <source>When off, Enter begins a line and Ctrl+Enter sends</source>
        <translation>关闭后，Enter 换行，Ctrl+Enter 发送</translation>
    </message>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>姓名</translation>
    </message>
    <message>
        <source>Department</source>
        <translation>部门</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>房间</translation>
    </message>
    <message>
        <source>Phone</source>
        <translation>电话</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>邮箱</translation>
    </message>
    <message>
        <source>About you</source>
        <translation>简介</translation>
    </message>
    <message>
        <source>Levels are parted by a slash: Works/Timber</source>
        <translation>用斜线分级：生产/木工</translation>
    </message>
    <message>
        <source>Name and department are seen by everybody around, the rest by people you talk with.</source>
        <translation>姓名和部门所有人可见，其余只有与你聊天的同事可见。</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>System</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Changes lists and conversations together</source>
        <translation>对话和列表一起变化</translation>
    </message>
    <message>
        <source>Lists and conversations</source>
        <translation>列表和对话</translation>
    </message>
    <message>
        <source>Compact list</source>
        <translation>紧凑列表</translation>
    </message>
    <message>
        <source>One line for each person</source>
        <translation>每行只显示姓名</translation>
    </message>
    <message>
        <source>Less motion</source>
        <translation>减少动画</translation>
    </message>
    <message>
        <source>Follows the system; can be turned on here</source>
        <translation>跟随系统设置，也可以单独打开</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>When something arrives</source>
        <translation>收到消息时</translation>
    </message>
    <message>
        <source>Show notifications</source>
        <translation>显示通知</translation>
    </message>
    <message>
        <source>Messages and files, while the window is not in front</source>
        <translation>窗口不在最前时，提示消息和文件</translation>
    </message>
    <message>
        <source>Sounds</source>
        <translation>声音</translation>
    </message>
    <message>
        <source>Those of the desktop, if it has any</source>
        <translation>使用桌面自带的提示音</translation>
    </message>
    <message>
        <source>Do not disturb</source>
        <translation>勿扰</translation>
    </message>
    <message>
        <source>Nothing rings unless you are mentioned; colleagues see Quiet</source>
        <translation>除非提到你，否则不提示；同事会看到“勿扰”</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>接收</translation>
    </message>
    <message>
        <source>Keep received files in</source>
        <translation>收到的文件保存在</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>Sending and receiving</source>
        <translation>发送和接收</translation>
    </message>
    <message>
        <source>Compress on the way</source>
        <translation>传输时压缩</translation>
    </message>
    <message>
        <source>Faster where the network is slow</source>
        <translation>网络较慢时更快</translation>
    </message>
    <message>
        <source>As fast as it goes</source>
        <translation>不限速</translation>
    </message>
    <message>
        <source>Speed limit</source>
        <translation>限速</translation>
    </message>
    <message>
        <source>For each direction, all transfers together</source>
        <translation>每个方向上所有传输的总和</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>安全</translation>
    </message>
    <message>
        <source>What others learn</source>
        <translation>别人能看到什么</translation>
    </message>
    <message>
        <source>Read marks and typing</source>
        <translation>已读和正在输入</translation>
    </message>
    <message>
        <source>People you talk with see what you have read</source>
        <translation>与你聊天的同事可以看到你已读了什么</translation>
    </message>
    <message>
        <source>New people</source>
        <translation>新面孔</translation>
    </message>
    <message>
        <source>Only verified people may write</source>
        <translation>只接收已核对同事的消息</translation>
    </message>
    <message>
        <source>Messages and files of all others are refused</source>
        <translation>其他人的消息和文件都会被拒绝</translation>
    </message>
    <message>
        <source>Messages and files are encrypted on their way. To be sure who is at the other end, open a person&apos;s details and choose Verify.</source>
        <translation>消息和文件全程加密。要确认对方身份，请打开对方的详情并选择“核对”。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Who may see this computer</source>
        <translation>谁可以看到这台电脑</translation>
    </message>
    <message>
        <source>Everybody around</source>
        <translation>周围所有人</translation>
    </message>
    <message>
        <source>Only in known networks</source>
        <translation>仅在已知网络</translation>
    </message>
    <message>
        <source>Nobody unasked</source>
        <translation>不主动公开</translation>
    </message>
    <message>
        <source>Announce this computer</source>
        <translation>公开这台电脑</translation>
    </message>
    <message>
        <source>Elsewhere, such as in a café, you stay unseen</source>
        <translation>在其他地方（比如咖啡馆）不会被看到</translation>
    </message>
    <message>
        <source>Hidden</source>
        <translation>隐身</translation>
    </message>
    <message>
        <source>Nothing is sent unasked; you call others, others do not find you</source>
        <translation>不主动发送任何信息；你可以联系别人，别人找不到你</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Somebody is missing?</source>
        <translation>找不到某位同事？</translation>
    </message>
    <message>
        <source>Examine</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Examine the network</source>
        <translation>检查网络</translation>
    </message>
    <message>
        <source>Finds out why somebody is not seen, and says what helps</source>
        <translation>找出看不到对方的原因和解决办法</translation>
    </message>
    <message>
        <source>Not here</source>
        <translation>不在此处</translation>
    </message>
    <message>
        <source>Here, unseen</source>
        <translation>在此处，未公开</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>在此处</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search people and groups</source>
        <translation>搜索同事和群组</translation>
    </message>
    <message>
        <source>Search in messages</source>
        <translation>搜索消息</translation>
    </message>
    <message>
        <source>People, conversation, details</source>
        <translation>同事、对话、详情</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>窗口的下一部分</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>Next unread conversation</source>
        <translation>下一个未读对话</translation>
    </message>
    <message>
        <source>Edit the last message</source>
        <translation>编辑上一条消息</translation>
    </message>
    <message>
        <source>One step back</source>
        <translation>返回上一步</translation>
    </message>
    <message>
        <source>New group</source>
        <translation>新建群组</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
    <message>
        <source>Culver</source>
        <translation>飞鸽 Culver</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>版本 %1</translation>
    </message>
    <message>
        <source>Window %1, background service %2</source>
        <translation>窗口 %1，后台服务 %2</translation>
    </message>
    <message>
        <source>Messages and files for the people in your network, without a server. Free software under the Apache License 2.0.</source>
        <translation>与同一网络中的同事收发消息和文件，不用服务器。自由软件，Apache 许可证 2.0。</translation>
    </message>
    <message>
        <source>Your number in the network: %1</source>
        <translation>你在网络中的编号：%1</translation>
    </message>
    <message>
        <source>Colleagues need a name to find you by</source>
        <translation>同事需要一个名字才能找到你</translation>
    </message>
    <message>
        <source>Closing the window never does; messages and files keep coming</source>
        <translation>关闭窗口不会离线；消息和文件照常接收</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Stay when the window is closed</source>
        <translation>关闭窗口后保持运行</translation>
    </message>
    <message>
        <source>In the tray, or without one; notices come as before</source>
        <translation>有托盘时留在托盘中；通知照常</translation>
    </message>
    <message>
        <source>Send a part of the screen</source>
        <translation>截图并发送</translation>
    </message>
    <message>
        <source>Away while the screen is locked</source>
        <translation>锁屏时显示为离开</translation>
    </message>
    <message>
        <source>And here again when you are back</source>
        <translation>解锁后恢复在线</translation>
    </message>
    <message>
        <source>%1 %</source>
        <comment>text size</comment>
        <translation>%1%</translation>
    </message>
    <message>
        <source>People in other networks</source>
        <translation>其他网络中的同事</translation>
    </message>
    <message>
        <source>An address looks like 10.1.2.3 or fd00::7.</source>
        <translation>地址应类似 10.1.2.3 或 fd00::7。</translation>
    </message>
    <message>
        <source>Addresses, parted by commas</source>
        <translation>对方电脑的地址，用逗号分隔</translation>
    </message>
    <message>
        <source>Such as 10.1.2.3. One is enough: it also leads to all it knows.</source>
        <translation>例如 10.1.2.3。一个就够：它认识的同事也会出现。</translation>
    </message>
    <message>
        <source>The running Culver is another version. What is grey can be changed once it is replaced.</source>
        <translation>正在运行的飞鸽是另一个版本，换掉它之后才能更改灰色的设置。</translation>
    </message>
    <message>
        <source>Reconnecting. What is grey can be changed after that.</source>
        <translation>正在重新连接，连上之后才能更改灰色的设置。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::Surroundings</name>
    <message>
        <source>Not all can be sent</source>
        <translation>有些文件无法发送</translation>
    </message>
    <message numerus="yes">
        <source>%n files are not there any more.</source>
        <translation>
            <numerusform>%n 个文件已不在原处。</numerusform>
        </translation>
    </message>
    <message>
        <source>This link leads nowhere</source>
        <translation>此链接没有对应的人</translation>
    </message>
    <message>
        <source>Nobody with this id is known here. Ask for the name, and search for it.</source>
        <translation>这里没有此标识的人。请问清名字再搜索。</translation>
    </message>
    <message>
        <source>No picture of the screen</source>
        <translation>没有截到屏幕</translation>
    </message>
    <message>
        <source>Leave %1?</source>
        <translation>退出“%1”？</translation>
    </message>
    <message>
        <source>You get nothing from it any more, and nobody can bring you back into it. What was said stays here.</source>
        <translation>退出后不再收到群里的消息，也不能再被邀请回来。已有的聊天记录会保留。</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Remove %1 from %2?</source>
        <translation>将%1移出“%2”？</translation>
    </message>
    <message>
        <source>%1 gets nothing from it any more. What was said before stays with everybody.</source>
        <translation>%1将不再收到群里的消息，之前的消息仍然保留。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移出</translation>
    </message>
    <message>
        <source>Block %1?</source>
        <translation>屏蔽%1？</translation>
    </message>
    <message>
        <source>%1 cannot reach you and sees you as gone. You can take this back at any time.</source>
        <translation>%1将无法联系你，看到你处于离线状态。你可以随时取消屏蔽。</translation>
    </message>
    <message>
        <source>Block</source>
        <translation>屏蔽</translation>
    </message>
    <message>
        <source>Decline the invitation to %1?</source>
        <translation>谢绝加入“%1”的邀请？</translation>
    </message>
    <message>
        <source>You get nothing from it, and nobody can invite you to it again.</source>
        <translation>不会收到群里的任何消息，也不能再被邀请加入。</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>谢绝</translation>
    </message>
    <message>
        <source>The window’s settings could not be read</source>
        <translation>无法读取窗口的设置</translation>
    </message>
    <message>
        <source>They are as new. The file is kept as %1.</source>
        <translation>已恢复为初始设置，原文件保留为 %1。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::TransferDelegate</name>
    <message>
        <source>To %1</source>
        <translation>发给%1</translation>
    </message>
    <message>
        <source>From %1</source>
        <translation>来自%1</translation>
    </message>
</context>
<context>
    <name>culver::desktop::TransfersPanel</name>
    <message>
        <source>Saved and checked, %1</source>
        <translation>已保存，校验无误，%1</translation>
    </message>
    <message>
        <source>Saved and checked</source>
        <translation>已保存，校验无误</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Pause all</source>
        <translation>全部暂停</translation>
    </message>
    <message>
        <source>Transfers</source>
        <translation>传输</translation>
    </message>
    <message>
        <source>No files yet</source>
        <translation>还没有文件</translation>
    </message>
    <message>
        <source>Drop files on a name, and off they fly.</source>
        <translation>把文件拖到姓名上，就会飞过去。</translation>
    </message>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n 个等待中</numerusform>
        </translation>
    </message>
    <message>
        <source>That did not work</source>
        <translation>没有成功</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Open the conversation</source>
        <translation>打开对话</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>限速</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Choose files</source>
        <translation>选择文件</translation>
    </message>
    <message numerus="yes">
        <source>%n ask you</source>
        <comment>of transfers</comment>
        <translation>
            <numerusform>%n 个等你答复</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <comment>of transfers</comment>
        <translation>
            <numerusform>%n 个已暂停</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n interrupted</source>
        <comment>of transfers</comment>
        <translation>
            <numerusform>%n 个已中断</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::Tray</name>
    <message>
        <source>Open Culver</source>
        <translation>打开飞鸽</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <translation>正在重新连接</translation>
    </message>
    <message>
        <source>Culver: %1</source>
        <translation>飞鸽：%1</translation>
    </message>
</context>
<context>
    <name>culver::desktop::VerifySheet</name>
    <message>
        <source>Later</source>
        <translation>稍后再说</translation>
    </message>
    <message>
        <source>The numbers and their order must be the same.</source>
        <translation>双方屏幕上的数字和顺序应当完全相同。</translation>
    </message>
    <message>
        <source>They differ</source>
        <translation>不一样</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>They match</source>
        <translation>完全一样</translation>
    </message>
    <message>
        <source>Is this really %1?</source>
        <translation>核对%1的身份</translation>
    </message>
    <message>
        <source>Call %1 or walk over. Read the six numbers to each other.</source>
        <translation>请当面或打电话给%1，一起念出这六组数字。</translation>
    </message>
    <message>
        <source>Asking the computer of %1 for the numbers.</source>
        <translation>正在向%1的电脑请求数字。</translation>
    </message>
    <message>
        <source>This is not %1</source>
        <translation>这不是%1</translation>
    </message>
    <message>
        <source>Somebody else answers in the name of %1.</source>
        <translation>有人冒用%1的名字应答。</translation>
    </message>
    <message>
        <source>Blocking %1.</source>
        <translation>正在屏蔽%1。</translation>
    </message>
    <message>
        <source>%1 is blocked: nothing comes through, and %1 sees you as gone. You can unblock %1 in the details.</source>
        <translation>%1已被屏蔽：对方的消息进不来，%1会看到你已离线。你可以在详情中解除对%1的屏蔽。</translation>
    </message>
    <message>
        <source>%1 is not blocked and can still reach you.</source>
        <translation>%1还没有被屏蔽，仍能联系到你。</translation>
    </message>
    <message>
        <source>Meet %1 or call a number that you know, and ask whether a new computer is the reason. If nobody can explain it, tell whoever looks after your network.</source>
        <translation>请当面找%1，或拨打你知道的号码，问问是不是换了新电脑。如果没人能解释，请告诉管理网络的人。</translation>
    </message>
    <message>
        <source>Or read them with a phone</source>
        <translation>或用手机扫码对照</translation>
    </message>
    <message>
        <source>Block %1</source>
        <translation>屏蔽%1</translation>
    </message>
    <message>
        <source>On the other side the numbers were said to differ.</source>
        <translation>对方那边表示数字不一致。</translation>
    </message>
    <message>
        <source>Nothing was changed here. Perhaps a number was mistyped: compare once more.</source>
        <translation>这里没有任何改动。也许只是输错了一个数字：请再核对一次。</translation>
    </message>
</context>
<context>
    <name>culver::desktop::VoiceLine</name>
    <message>
        <source>Voice message</source>
        <translation>语音消息</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
</context>
<context>
    <name>culver::desktop::WhoSheet</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Who has it</source>
        <translation>查看接收情况</translation>
    </message>
</context>
</TS>
