// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/causerulesdialog.h"

#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/panels/rawtraceback.h"
#include "ui/widgets/textlabel.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QElapsedTimer>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>

#include <algorithm>

namespace waldesk::ui
{

using domain::CauseRule;
using domain::RuleField;

namespace
{

constexpr qint64 SliceNanoseconds = 4'000'000; // of one turn of the event loop
constexpr tables::RowIndex RowsBetweenLooks = 4'096;
constexpr qsizetype MostExamples = 3;
constexpr std::array Fields{RuleField::Message,  RuleField::Traceback, RuleField::Type, RuleField::Title,
                            RuleField::Template, RuleField::Stack,     RuleField::Key};

QString fieldName(RuleField field)
{
    switch (field) {
    case RuleField::Message:
        return CauseRulesDialog::tr("Message");
    case RuleField::Traceback:
        return CauseRulesDialog::tr("Traceback");
    case RuleField::Type:
        return CauseRulesDialog::tr("Type");
    case RuleField::Title:
        return CauseRulesDialog::tr("Title");
    case RuleField::Template:
        return CauseRulesDialog::tr("Message with * for what varies");
    case RuleField::Stack:
        return CauseRulesDialog::tr("Agent frames");
    case RuleField::Key:
        break;
    }
    return CauseRulesDialog::tr("Key");
}

QString ruleText(const CauseRule &rule)
{
    const QString name = rule.name.isEmpty() ? CauseRulesDialog::tr("(no name)") : rule.name;
    //: a rule: its group, the field it looks at, its pattern
    return CauseRulesDialog::tr("%1: %2 is %3")
        .arg(name, fieldName(rule.field), shortened(escapeForDisplay(rule.pattern), 120));
}

} // namespace

CauseRulesDialog::CauseRulesDialog(const CauseWorkspace &causes, const tables::RequestStore &store,
                                   const QByteArray &cause, QWidget *parent)
    : QDialog(parent), m_causes(causes), m_store(store), m_cause(cause), m_shown(causes.actions.currentRules()),
      m_rules(m_shown)
{
    setWindowTitle(tr("Rules for grouping"));
    const Look &look = Look::of(this);
    resize(look.chars(100), look.h * 34);
    new QVBoxLayout(this);
    layout()->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(4));
    layout()->setSpacing(look.units(1.5));
    buildRules();
    buildEditor();
    buildKept();
    buildButtons();
    connect(&m_slices, &QTimer::timeout, this, &CauseRulesDialog::previewSlice);
    showRules(0);
    showKept();
}

void CauseRulesDialog::buildRules()
{
    auto *words =
        new TextLabel(tr("The first rule that fits an error names its group; what none fits is grouped by its "
                         "key. Nothing on the server is changed."),
                      TextRole::Small, Ink::Text2, this);
    words->setWordWrap(true);
    layout()->addWidget(words);
    m_list = new QListWidget(this);
    m_list->setObjectName(QStringLiteral("causeRules.list"));
    m_list->setAccessibleName(tr("Rules in order"));
    layout()->addWidget(m_list);
    auto *row = new QHBoxLayout;
    const auto add = [&](const QString &text, const char *name, auto slot) {
        auto *button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(name));
        button->setAutoDefault(false);
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, slot);
    };
    add(tr("New rule"), "causeRules.add", [this] {
        CauseRule rule;
        if (const tables::CauseGroup *group = m_causes.triage.group(m_cause)) {
            rule.name = group->name.isEmpty() ? group->title.left(60) : group->name;
            rule.field = RuleField::Title;
            rule.pattern = group->title.left(200);
            for (auto part = group->variableParts.rbegin(); part != group->variableParts.rend(); ++part) {
                if (part->begin + part->length <= rule.pattern.size())
                    rule.pattern.replace(part->begin, part->length, QStringLiteral("*"));
            }
        }
        addRule(rule);
    });
    add(tr("Remove"), "causeRules.remove", [this] {
        const int at = m_list->currentRow();
        if (at < 0)
            return;
        m_rules.rules.erase(m_rules.rules.begin() + at);
        showRules(at);
    });
    add(tr("Up"), "causeRules.up", [this] { moveRule(-1); });
    add(tr("Down"), "causeRules.down", [this] { moveRule(1); });
    row->addStretch(1);
    add(tr("Import\u2026"), "causeRules.import", [this] { chooseImport(); });
    add(tr("Export\u2026"), "causeRules.export", [this] { chooseExport(); });
    qobject_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_list, &QListWidget::currentRowChanged, this, &CauseRulesDialog::showRule);
}

void CauseRulesDialog::buildEditor()
{
    auto *form = new QFormLayout;
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("causeRules.name"));
    m_field = new QComboBox(this);
    m_field->setObjectName(QStringLiteral("causeRules.field"));
    for (const RuleField field : Fields)
        m_field->addItem(fieldName(field));
    m_kind = new QComboBox(this);
    m_kind->setObjectName(QStringLiteral("causeRules.kind"));
    m_kind->addItems({tr("is, with * and ?"), tr("holds the regular expression")});
    m_pattern = new QLineEdit(this);
    m_pattern->setObjectName(QStringLiteral("causeRules.pattern"));
    form->addRow(tr("Group"), m_name);
    form->addRow(tr("Field"), m_field);
    form->addRow(tr("How"), m_kind);
    form->addRow(tr("Pattern"), m_pattern);
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_field),
                           static_cast<QWidget *>(m_kind), static_cast<QWidget *>(m_pattern)})
        field->setAccessibleName(qobject_cast<QLabel *>(form->labelForField(field))->text());
    qobject_cast<QVBoxLayout *>(layout())->addLayout(form);
    m_preview = new TextLabel(TextRole::Small, Ink::Text2, this);
    m_preview->setObjectName(QStringLiteral("causeRules.preview"));
    m_preview->setWordWrap(true);
    m_preview->setMinimumHeight(4 * Look::of(this).hSmall);
    m_preview->setAlignment(Qt::AlignTop);
    layout()->addWidget(m_preview);
    connect(m_name, &QLineEdit::textEdited, this, &CauseRulesDialog::ruleEdited);
    connect(m_pattern, &QLineEdit::textEdited, this, &CauseRulesDialog::ruleEdited);
    connect(m_field, &QComboBox::activated, this, &CauseRulesDialog::ruleEdited);
    connect(m_kind, &QComboBox::activated, this, &CauseRulesDialog::ruleEdited);
}

void CauseRulesDialog::buildKept()
{
    layout()->addWidget(new TextLabel(tr("Put together and named by you"), TextRole::Strong, Ink::Text, this));
    m_kept = new QListWidget(this);
    m_kept->setObjectName(QStringLiteral("causeRules.kept"));
    m_kept->setAccessibleName(tr("Merges and names"));
    m_kept->setMaximumHeight(5 * Look::of(this).rowHeight());
    layout()->addWidget(m_kept);
    auto *drop = new QPushButton(tr("Take back"), this);
    drop->setObjectName(QStringLiteral("causeRules.takeBack"));
    drop->setAutoDefault(false);
    auto *row = new QHBoxLayout;
    row->addWidget(drop);
    row->addStretch(1);
    qobject_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(drop, &QPushButton::clicked, this, [this] {
        const int at = m_kept->currentRow();
        if (at < 0)
            return;
        const auto merges = static_cast<int>(m_rules.merges.size());
        if (at < merges)
            m_rules.merges.erase(m_rules.merges.begin() + at);
        else
            m_rules.names.remove(m_kept->item(at)->data(Qt::UserRole).toByteArray());
        showKept();
    });
}

void CauseRulesDialog::buildButtons()
{
    auto *buttons = new QDialogButtonBox(this);
    m_save = buttons->addButton(tr("Keep"), QDialogButtonBox::AcceptRole);
    m_save->setObjectName(QStringLiteral("causeRules.keep"));
    buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &CauseRulesDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout()->addWidget(buttons);
}

domain::CauseRules CauseRulesDialog::edited() const
{
    return m_rules;
}

void CauseRulesDialog::setEdited(const domain::CauseRules &rules)
{
    m_rules = rules;
    showRules(0);
    showKept();
}

void CauseRulesDialog::showRules(int current)
{
    m_showing = true;
    m_list->clear();
    for (const CauseRule &rule : m_rules.rules)
        m_list->addItem(ruleText(rule));
    m_list->setCurrentRow(qBound(-1, current, static_cast<int>(m_rules.rules.size()) - 1));
    m_showing = false;
    showRule();
    startPreview();
}

void CauseRulesDialog::showRule()
{
    const int at = m_list->currentRow();
    const bool any = at >= 0 && at < static_cast<int>(m_rules.rules.size());
    for (QWidget *field : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_field),
                           static_cast<QWidget *>(m_kind), static_cast<QWidget *>(m_pattern)})
        field->setEnabled(any);
    if (m_showing)
        return;
    const CauseRule rule = any ? m_rules.rules[static_cast<size_t>(at)] : CauseRule();
    m_name->setText(rule.name);
    m_field->setCurrentIndex(static_cast<int>(rule.field));
    m_kind->setCurrentIndex(rule.isRegex ? 1 : 0);
    m_pattern->setText(rule.pattern);
}

void CauseRulesDialog::ruleEdited()
{
    const int at = m_list->currentRow();
    if (at < 0)
        return;
    CauseRule &rule = m_rules.rules[static_cast<size_t>(at)];
    rule.name = m_name->text().trimmed();
    rule.field = Fields[static_cast<size_t>(m_field->currentIndex())];
    rule.isRegex = m_kind->currentIndex() == 1;
    rule.pattern = m_pattern->text();
    m_list->item(at)->setText(ruleText(rule));
    startPreview();
}

void CauseRulesDialog::addRule(const CauseRule &rule)
{
    m_rules.rules.push_back(rule);
    showRules(static_cast<int>(m_rules.rules.size()) - 1);
    m_name->setFocus();
    m_name->selectAll();
}

void CauseRulesDialog::moveRule(int by)
{
    const int at = m_list->currentRow();
    const int to = at + by;
    if (at < 0 || to < 0 || to >= static_cast<int>(m_rules.rules.size()))
        return;
    std::swap(m_rules.rules[static_cast<size_t>(at)], m_rules.rules[static_cast<size_t>(to)]);
    showRules(to);
}

void CauseRulesDialog::showKept()
{
    m_kept->clear();
    const auto nameOf = [this](const QByteArray &key) {
        const archive::CauseRecord *record = m_causes.archive.find(key);
        const QString title = record ? shortened(escapeForDisplay(record->title), 60) : QString();
        return title.isEmpty() ? QString::fromLatin1(key) : title;
    };
    for (const domain::CauseMerge &merge : m_rules.merges)
        m_kept->addItem(tr("\u201C%1\u201D counts as \u201C%2\u201D").arg(nameOf(merge.from), nameOf(merge.into)));
    QByteArrayList named = m_rules.names.keys();
    std::sort(named.begin(), named.end());
    for (const QByteArray &key : std::as_const(named)) {
        auto *item = new QListWidgetItem(
            tr("\u201C%1\u201D is called \u201C%2\u201D").arg(nameOf(key), m_rules.names.value(key)), m_kept);
        item->setData(Qt::UserRole, key);
    }
}

/// Every distinct text is filed under the rules as they stand here, a few in each turn of the event loop.
void CauseRulesDialog::startPreview()
{
    m_slices.stop();
    m_moved = {};
    m_next = 1;
    for (const CauseRule &rule : m_rules.rules) {
        if (const auto problem = domain::CauseRules::problemOf(rule)) {
            m_preview->setInk(Ink::Erred);
            m_preview->setText(*problem);
            m_save->setEnabled(false);
            return;
        }
    }
    m_save->setEnabled(true);
    m_preview->setInk(Ink::Text2);
    m_counts.assign(static_cast<size_t>(m_store.textCount()) + 1, 0);
    m_nextRow = 0;
    m_rulesBefore = domain::CompiledCauseRules(m_causes.rules.rules());
    m_rulesAfter = domain::CompiledCauseRules(m_rules);
    m_preview->setText(tr("Looking at what would move\u2026"));
    m_slices.start(0);
}

void CauseRulesDialog::previewSlice()
{
    QElapsedTimer turn;
    turn.start();
    while (m_nextRow < m_store.size() && turn.nsecsElapsed() < SliceNanoseconds) {
        const tables::RowIndex end = std::min(m_store.size(), m_nextRow + RowsBetweenLooks);
        for (; m_nextRow < end; ++m_nextRow) {
            const tables::PackedRow &packed = m_store.row(m_nextRow);
            // A text that came after the preview began is not looked at.
            if (packed.state == domain::State::Erred && packed.text < m_counts.size() && !m_store.isGone(m_nextRow))
                ++m_counts[packed.text];
        }
    }
    const auto end = static_cast<tables::TextId>(m_counts.size());
    const domain::FingerprintRules &prints = m_causes.index.rules().fingerprint;
    for (; m_next < end && turn.nsecsElapsed() < SliceNanoseconds; ++m_next) {
        if (m_counts[m_next] == 0)
            continue;
        const domain::ErrorText &error = m_store.text(m_next);
        const domain::Fingerprint print = domain::fingerprint(error, prints);
        const domain::CauseAssignment before = m_rulesBefore.groupOf(error, print);
        const domain::CauseAssignment after = m_rulesAfter.groupOf(error, print);
        if (before.key == after.key)
            continue;
        ++m_moved.texts;
        m_moved.errors += m_counts[m_next];
        const QString target = after.name.isEmpty() ? QString::fromLatin1(after.key) : after.name;
        if (m_moved.examples.size() < MostExamples)
            m_moved.examples
                << QStringLiteral("%1 \u2192 %2").arg(shortened(escapeForDisplay(print.title), 70), target);
    }
    if (m_nextRow < m_store.size() || m_next < end)
        return;
    m_slices.stop();
    QString text = m_moved.errors == 0
                       ? tr("Nothing would move.")
                       : tr("%n error(s) would move to another group.", nullptr, static_cast<int>(m_moved.errors));
    for (const QString &example : std::as_const(m_moved.examples))
        text += QLatin1Char('\n') + example;
    m_preview->setText(text);
}

QString CauseRulesDialog::previewText() const
{
    return m_slices.isActive() ? QString() : m_preview->text();
}

void CauseRulesDialog::accept()
{
    if (const QString trouble = m_causes.actions.setRules(m_rules, m_shown); !trouble.isEmpty()) {
        m_preview->setInk(Ink::Erred);
        m_preview->setText(trouble);
        return;
    }
    QDialog::accept();
}

QString CauseRulesDialog::exportTo(const QString &file) const
{
    return saveBytes(m_rules.toJson(), file);
}

QString CauseRulesDialog::importFrom(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly))
        return tr("%1 can not be read: %2.").arg(name, file.errorString());
    const auto parsed = domain::CauseRules::read(file);
    if (!parsed)
        return parsed.error();
    setEdited(*parsed);
    return {};
}

void CauseRulesDialog::chooseExport()
{
    openOnce(this, QStringLiteral("causeRules.exportDialog"), [this] {
        auto *dialog = new QFileDialog(this, tr("Export rules, merges and names"));
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(QStringLiteral("cause-rules.json"));
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
            const QString trouble = exportTo(file);
            m_preview->setText(trouble.isEmpty() ? tr("Saved to %1.").arg(file) : trouble);
        });
        return dialog;
    });
}

void CauseRulesDialog::chooseImport()
{
    openOnce(this, QStringLiteral("causeRules.importDialog"), [this] {
        auto *dialog = new QFileDialog(this, tr("Import rules, merges and names"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
            if (const QString trouble = importFrom(file); !trouble.isEmpty()) {
                m_preview->setInk(Ink::Erred);
                m_preview->setText(trouble);
            }
        });
        return dialog;
    });
}

} // namespace waldesk::ui
