// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/cause/compiledcauserules.h"
#include "ui/base/workspace.h"

#include <QDialog>
#include <QTimer>

#include <vector>

class QComboBox;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTableWidget;

namespace waldesk::ui
{

class TextLabel;

/// The user's own rules for grouping, in order, with what each edit would move before it is kept; merges and names,
/// which can be taken back; all of it as a file for other machines. Opened with open().
class CauseRulesDialog : public QDialog
{
    Q_OBJECT
public:
    CauseRulesDialog(const CauseWorkspace &causes, const tables::RequestStore &store, const QByteArray &cause,
                     QWidget *parent);

    [[nodiscard]] domain::CauseRules edited() const; ///< as they stand in the dialog
    void setEdited(const domain::CauseRules &rules);
    [[nodiscard]] QString previewText() const;
    /// One sentence when the file can not be written or read.
    [[nodiscard]] QString exportTo(const QString &file) const;
    [[nodiscard]] QString importFrom(const QString &file);

protected:
    void accept() override;

private:
    void buildRules();
    void buildEditor();
    void buildKept();
    void buildButtons();
    void showRules(int current);
    void showRule();
    void ruleEdited();
    void showKept();
    void addRule(const domain::CauseRule &rule);
    void moveRule(int by);
    void startPreview();
    void previewSlice();
    void chooseExport();
    void chooseImport();

    const CauseWorkspace &m_causes;
    const tables::RequestStore &m_store;
    QByteArray m_cause;         ///< that was read when the dialog was opened: a new rule begins with it
    domain::CauseRules m_shown; ///< when it was opened
    domain::CauseRules m_rules;
    QListWidget *m_list = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_field = nullptr;
    QComboBox *m_kind = nullptr;
    QLineEdit *m_pattern = nullptr;
    QListWidget *m_kept = nullptr;
    TextLabel *m_preview = nullptr;
    QPushButton *m_save = nullptr;

    QTimer m_slices;
    struct Moved {
        qint64 texts = 0;
        qint64 errors = 0;
        QStringList examples;
    };
    tables::RowIndex m_nextRow = 0; ///< row that is counted next
    tables::TextId m_next = 0;      ///< text that is looked at next
    domain::CompiledCauseRules m_rulesBefore;
    domain::CompiledCauseRules m_rulesAfter;
    std::vector<qint64> m_counts; ///< errors of each text
    Moved m_moved;
    bool m_showing = false;
};

} // namespace waldesk::ui
