// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/capabilities.h"
#include "models/tables/foundlistmodel.h"
#include "ui/base/workspace.h"
#include "ui/panels/requesttimes.h"

#include <QUrl>
#include <QWidget>

#include <optional>

class QLayout;
class QPushButton;

namespace waldesk::ui
{

class FoundTable;
class TextLabel;

/// What is shown of the resources that a Done request found.
struct FoundShown {
    domain::Uuid request;
    QString counts;         ///< "3 found by this request, 12 of the offering waiting for import"
    QStringList paragraphs; ///< why there are none, or why they could not be read
    bool failed = false;    ///< they could not be read
    std::vector<domain::BackendResource> found;
    std::vector<domain::BackendResource> waiting;
    QUrl portal; ///< the offering's page in Waldur's web interface; empty: not known
    domain::Timestamp now;
    domain::Why import = domain::Why::RoleUnknown; ///< may this person import them?
    domain::Why dismiss = domain::Why::RoleUnknown;
};
/// nullopt: the request is not Done, this person may not see them, or the workspace does not read them. Asks for them
/// when nobody has yet.
[[nodiscard]] std::optional<FoundShown> foundShownOf(const Workspace &workspace, const domain::Request &request);
/// The offering's resources in Waldur's web interface (contract 10); empty when its address is not known.
[[nodiscard]] QUrl offeringInPortal(const session::Session &session, const domain::Uuid &offering);

/// The resources that a Done request found and those of its offering that wait for import: counts, list, copy, and the
/// way to them in the portal. Import and dismiss are on the chosen ones, or on all when none is chosen: the buttons
/// carry the number, and what is asked for is planned before anything is sent.
class FoundList : public QWidget
{
    Q_OBJECT
public:
    explicit FoundList(QWidget *parent = nullptr);

    void setFound(const FoundShown &shown);
    [[nodiscard]] tables::FoundListModel &model() { return m_model; }

signals:
    void noted(const QString &sentence); ///< "Copied ..."
    void retryWanted();
    void planWanted(waldesk::domain::Action action, std::vector<waldesk::domain::BackendResource> resources);

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTable();
    [[nodiscard]] QLayout *buildWrites();
    [[nodiscard]] QLayout *buildButtons();
    void spanHeadings();
    void copy();
    void updateActions();
    [[nodiscard]] std::vector<int> chosenRows() const; ///< or all; headings left out
    [[nodiscard]] std::vector<domain::BackendResource> chosenResources() const;
    void setResources(const FoundShown &shown); ///< what is marked stays so
    void setLook();

    tables::FoundListModel m_model;
    QUrl m_portal;
    TextLabel *m_counts = nullptr;
    TextLabel *m_why = nullptr;
    FoundTable *m_table = nullptr;
    domain::Uuid m_request; ///< marks are of its list
    domain::Why m_mayImport = domain::Why::RoleUnknown;
    domain::Why m_mayDismiss = domain::Why::RoleUnknown;
    TextLabel *m_whyOff = nullptr;
    QPushButton *m_import = nullptr;
    QPushButton *m_dismiss = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_retry = nullptr;
};

} // namespace waldesk::ui
