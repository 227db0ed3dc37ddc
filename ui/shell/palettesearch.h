// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/address.h"
#include "models/domain/uuid.h"
#include "models/tables/rowfinder.h"
#include "ui/base/commands.h"
#include "ui/base/look.h"
#include "ui/base/workspace.h"

#include <QIcon>
#include <QPointer>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace waldesk::ui
{

/// One line of the palette. Exactly one of its ways to run is set, by kind.
struct PaletteItem {
    enum class Kind : quint8 { Request, Cause, Command, View, Offering, Query };
    Kind kind = Kind::Command;
    QIcon icon;
    std::optional<Shade> shade; ///< Request: its state, which colours the icon
    QString words;
    QString detail;           ///< small, behind the words; server text is tamed by who paints
    QString keys;             ///< native text of the shortcut, or empty
    QPointer<QAction> action; ///< Command, View; null: another window has deleted the view meanwhile
    domain::Uuid uuid;        ///< Request, Offering
    QByteArray cause;         ///< Cause: its key
    QString line;             ///< Query
    QString reason;           ///< why a command is off; empty: it may run
};

/// What Ctrl+K finds for what was typed: a pasted uuid or address first, then requests, errors that are kept on this
/// machine and not loaded (by whole words), causes, commands, saved views and offerings whose words hold every typed
/// word. At most `most` of each kind, requests newest first. Requests are searched in slices of the event loop: found()
/// is asked again after changed().
class PaletteSearch : public QObject
{
    Q_OBJECT
public:
    PaletteSearch(const Commands &commands, const Workspace *workspace); ///< workspace may be null: commands only

    void find(const QString &typed, int most = 6); ///< found() has its first results then
    [[nodiscard]] std::vector<PaletteItem> found() const;
    /// More may be found; changed() tells when not any more.
    [[nodiscard]] bool isSearching() const;

signals:
    void changed();

private:
    void addAddress(const domain::Address &address, std::vector<PaletteItem> &items) const;
    void addRequests(std::vector<PaletteItem> &items) const;
    void searchArchive();
    void addArchived(std::vector<PaletteItem> &items) const;
    void addCauses(const QStringList &words, int most, std::vector<PaletteItem> &items) const;
    void addCommands(const QStringList &words, int most, std::vector<PaletteItem> &items) const;
    void addViews(const QStringList &words, int most, std::vector<PaletteItem> &items) const;
    void addOfferings(const QStringList &words, int most, std::vector<PaletteItem> &items) const;
    [[nodiscard]] PaletteItem requestItem(tables::RowIndex row) const;

    const Commands &m_commands;
    const Workspace *m_workspace;
    std::unique_ptr<tables::RowFinder> m_finder; ///< null without a workspace
    std::vector<archive::FoundText> m_archived;  ///< of what was typed last
    quint64 m_search = 0;
    bool m_readsArchive = false; ///< its answer to the search that was typed last is awaited
    QString m_typed;
    int m_most = 0;
};

} // namespace waldesk::ui
