<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>Conversation</name>
    <message numerus="yes">
        <source>Read by %n</source>
        <translation>
            <numerusform>Read by %n</numerusform>
            <numerusform>Read by %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>to %n people</source>
        <comment>of a file</comment>
        <translation>
            <numerusform>to one person</numerusform>
            <numerusform>to %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 percent, %n seconds left</source>
        <translation>
            <numerusform>%1 percent, %n second left</numerusform>
            <numerusform>%1 percent, %n seconds left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 percent, %n minutes left</source>
        <translation>
            <numerusform>%1 percent, %n minute left</numerusform>
            <numerusform>%1 percent, %n minutes left</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %2 and %n more</source>
        <translation>
            <numerusform>%1, %2 and %n more</numerusform>
            <numerusform>%1, %2 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n left out</source>
        <translation>
            <numerusform>%n left out</numerusform>
            <numerusform>%n left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Wording</name>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people are typing</source>
        <translation>
            <numerusform>%n person is typing</numerusform>
            <numerusform>%n people are typing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n person</numerusform>
            <numerusform>%n people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file offers</source>
        <translation>
            <numerusform>%n file offer</numerusform>
            <numerusform>%n file offers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more are left out.</source>
        <comment>of files</comment>
        <translation>
            <numerusform>%n more is left out.</numerusform>
            <numerusform>%n more are left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::AcceptSheet</name>
    <message numerus="yes">
        <source>Accept %n files</source>
        <translation>
            <numerusform>Accept %n file</numerusform>
            <numerusform>Accept %n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::AddMembersSheet</name>
    <message numerus="yes">
        <source>Add %n people</source>
        <translation>
            <numerusform>Add %n person</numerusform>
            <numerusform>Add %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::Composer</name>
    <message numerus="yes">
        <source>%n files</source>
        <translation>
            <numerusform>%n file</numerusform>
            <numerusform>%n files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::ConversationPane</name>
    <message numerus="yes">
        <source>Back, %n unread elsewhere</source>
        <translation>
            <numerusform>Back, %n unread elsewhere</numerusform>
            <numerusform>Back, %n unread elsewhere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n here now</source>
        <translation>
            <numerusform>%1 · %n here now</numerusform>
            <numerusform>%1 · %n here now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::FilesSheet</name>
    <message numerus="yes">
        <source>Show more (%n)</source>
        <translation>
            <numerusform>Show more (%n)</numerusform>
            <numerusform>Show more (%n)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::FirstRun</name>
    <message numerus="yes">
        <source>%n people are already here</source>
        <translation>
            <numerusform>%n person is already here</numerusform>
            <numerusform>%n people are already here</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them use IP Messenger</source>
        <translation>
            <numerusform>%n of them uses IP Messenger</numerusform>
            <numerusform>%n of them use IP Messenger</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::FlightStrip</name>
    <message numerus="yes">
        <source>%n transfers</source>
        <translation>
            <numerusform>%n transfer</numerusform>
            <numerusform>%n transfers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::NewGroupSheet</name>
    <message numerus="yes">
        <source>Create with %n people</source>
        <translation>
            <numerusform>Create with %n person</numerusform>
            <numerusform>Create with %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::NewPill</name>
    <message numerus="yes">
        <source>%n new messages</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::OfferList</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::QuitSheet</name>
    <message numerus="yes">
        <source>%n transfers are on their way</source>
        <translation>
            <numerusform>%n transfer is on its way</numerusform>
            <numerusform>%n transfers are on their way</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::ReceiversSheet</name>
    <message numerus="yes">
        <source>Send to %n people</source>
        <translation>
            <numerusform>Send to %n person</numerusform>
            <numerusform>Send to %n people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::Surroundings</name>
    <message numerus="yes">
        <source>%n files are not there any more.</source>
        <translation>
            <numerusform>%n file is not there any more.</numerusform>
            <numerusform>%n files are not there any more.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>culver::desktop::TransfersPanel</name>
    <message numerus="yes">
        <source>%n under way</source>
        <translation>
            <numerusform>%n under way</numerusform>
            <numerusform>%n under way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ask you</source>
        <comment>of transfers</comment>
        <translation>
            <numerusform>%n asks you</numerusform>
            <numerusform>%n ask you</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n paused</source>
        <comment>of transfers</comment>
        <translation>
            <numerusform>%n paused</numerusform>
            <numerusform>%n paused</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n interrupted</source>
        <comment>of transfers</comment>
        <translation>
            <numerusform>%n interrupted</numerusform>
            <numerusform>%n interrupted</numerusform>
        </translation>
    </message>
</context>
</TS>
