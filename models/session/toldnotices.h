// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/workflows/notice.h"

#include <QString>

#include <vector>

namespace waldesk::session
{

/// Several windows of a profile see the same changes, and one of them is to tell. What a window tells is noted in
/// `notices-told` of the profile's folder, as a digest, without a word of it, and kept for an hour: the next window
/// sees the change minutes later when its server or its person was away. Owned by Notices.
class ToldNotices
{
public:
    /// folder: of the profile; empty: nothing is kept, and nobody else tells.
    explicit ToldNotices(const QString &folder);

    /// Whether the last of the hour was told by another window: what comes next is better told by that one, with it.
    [[nodiscard]] bool isOthersTurn() const;
    /// What no other window has told, noted as told by this one. All of it where the file can not be locked, read or
    /// written: twice is better than not at all.
    [[nodiscard]] std::vector<workflows::NoticeItem> claim(std::vector<workflows::NoticeItem> items);

private:
    QString m_file;
    QByteArray m_window; ///< this one
};

} // namespace waldesk::session
