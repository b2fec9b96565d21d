// SPDX-License-Identifier: Apache-2.0
// look.md's measures of a bubble, shared by its measuring and its painting. All grow with the text by
// theme().px().
#pragma once

namespace culver::desktop::measure {

inline constexpr double kMargin = 20;  // of the column, left and right
inline constexpr double kAvatar = 32;
inline constexpr double kSmallAvatar = 24;    // in a narrow column: a gutter of 32
inline constexpr double kNarrowColumn = 480;  // below, words need the width more than faces do
inline constexpr double kAvatarGap = 8;
inline constexpr double kPaddingX = 12;
inline constexpr double kPaddingY = 8;
inline constexpr double kPaddingYChinese = 7;  // its lines are taller
inline constexpr double kMaxWidth = 460;
inline constexpr double kMaxShare = 0.72;
inline constexpr double kRadius = 16;
inline constexpr double kTight = 5;
inline constexpr double kGapInGroup = 3;
inline constexpr double kGapOfGroups = 12;
inline constexpr double kNameGap = 2;
inline constexpr double kMetaGap = 12;  // between the last words and the meta line
inline constexpr double kMetaIcon = 14;
inline constexpr double kMetaIconGap = 3;
inline constexpr double kQuoteOut = 3;  // reaches so far into the padding
inline constexpr double kQuoteBar = 3;
inline constexpr double kQuoteRadius = 8;
inline constexpr double kQuoteLeft = 12;
inline constexpr double kQuoteRight = 10;
inline constexpr double kQuoteTop = 5;
inline constexpr double kQuoteBottom = 6;
inline constexpr double kQuoteBefore = 1;
inline constexpr double kQuoteAfter = 6;
inline constexpr double kLabelGap = 8;    // between a name and the label of a notice
inline constexpr double kLabelBelow = 4;  // between that label and the words
inline constexpr double kConfirmGap = 8;  // between the words of a notice and what confirms it
inline constexpr double kReaction = 24;
inline constexpr double kReactionGap = 4;
inline constexpr double kReactionIn = 8;
inline constexpr double kReactionOverlap = 4;
inline constexpr double kReactionRing = 2;
inline constexpr int kReactionKinds = 6;
inline constexpr int kReactionSigns = 8;  // of one kind, which others may have made of any words
inline constexpr double kReaderAvatar = 18;
inline constexpr double kReaderGap = 4;
inline constexpr double kBelowGap = 6;  // what stands below a bubble belongs to it, not to the next
inline constexpr int kReaders = 3;
inline constexpr double kPicturePadding = 4;
inline constexpr double kPictureRadius = 12;
inline constexpr double kPictureMaxWidth = 320;
inline constexpr double kPictureMaxHeight = 240;
inline constexpr double kPictureMinWidth = 120;
inline constexpr double kPictureMinHeight = 80;
inline constexpr double kPictureMaxRatio = 3;  // wider or taller ones are cropped
inline constexpr double kTileGap = 4;
inline constexpr double kTileInnerRadius = 4;
inline constexpr double kVoiceWidth = 300;
inline constexpr double kVoiceDisc = 36;
inline constexpr double kVoicePadding = 10;
inline constexpr double kWaveStep = 4;
inline constexpr double kWaveBar = 2.5;
inline constexpr double kDayHeight = 22;
inline constexpr double kDayPadding = 12;
inline constexpr double kDayBefore = 12;
inline constexpr double kDayAfter = 6;
inline constexpr double kSystemGap = 8;
inline constexpr double kSystemIcon = 14;
inline constexpr double kNewBefore = 12;
inline constexpr double kNewAfter = 4;

}  // namespace culver::desktop::measure
