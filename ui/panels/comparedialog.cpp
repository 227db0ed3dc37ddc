// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/comparedialog.h"

#include "models/domain/cause/redaction.h"
#include "ui/base/displaytext.h"
#include "ui/base/look.h"
#include "ui/base/openonce.h"
#include "ui/delegates/rowdelegate.h"
#include "ui/delegates/rowtable.h"
#include "ui/delegates/tracebackdelegate.h"
#include "ui/widgets/linkbutton.h"
#include "ui/widgets/textlabel.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

namespace waldesk::ui
{

namespace
{

/// A line of one side: monospaced where it is code, what the other side has not on the tint of an error and underlined.
class CompareDelegate : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter *painter, const Cell &cell, const QModelIndex &index, const Look &look) const override
    {
        if (index.data(CompareModel::MissingRole).toBool()) {
            if (!cell.selected)
                painter->fillRect(cell.whole.adjusted(0, 0, 0, -1), look.raised);
            return;
        }
        const auto kind = static_cast<CompareLine::Kind>(index.data(CompareModel::KindRole).toInt());
        const QFont &font = kind == CompareLine::Kind::Step     ? look.strong
                            : kind == CompareLine::Kind::Source ? look.mono
                                                                : look.body;
        TracebackSource line;
        line.text = index.data(Qt::DisplayRole).toString();
        for (const QVariant &mark : index.data(CompareModel::MarksRole).toList())
            line.marks.push_back({mark.toPoint().x(), mark.toPoint().y(), true});
        const TracebackSource shown = fittedSource(line, font, cell.area.width());
        const QFontMetricsF metrics(font);
        const qreal top = cell.area.y() + (cell.area.height() - metrics.height()) / 2;
        const bool alone = line.marks.empty() && index.data(CompareModel::DiffersRole).toBool();
        const auto paintMark = [&](qsizetype begin, qsizetype length) {
            const qreal from = metrics.horizontalAdvance(shown.text.first(begin));
            const qreal to =
                qMin<qreal>(metrics.horizontalAdvance(shown.text.first(begin + length)), cell.area.width());
            if (from >= to)
                return;
            if (!cell.selected)
                painter->fillRect(QRectF(cell.area.x() + from, top, to - from, metrics.height()),
                                  look.tint(Shade::Erred));
            painter->fillRect(QRectF(cell.area.x() + from, qRound(top + metrics.height()), to - from, 2),
                              look.ink(Shade::Erred));
        };
        for (const TracebackSource::Mark &mark : shown.marks)
            paintMark(mark.begin, mark.length);
        if (alone)
            paintMark(0, shown.text.size());
        const bool differs = index.data(CompareModel::DiffersRole).toBool();
        painter->setFont(font);
        painter->setPen(differs ? look.text : look.text2);
        painter->drawText(QPointF(cell.area.x(), qRound(top + metrics.ascent())),
                          metrics.elidedText(shown.text, Qt::ElideRight, cell.area.width()));
    }
};

} // namespace

void CompareModel::setRows(std::vector<CompareRow> rows)
{
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void CompareModel::setTitles(const QString &left, const QString &right)
{
    m_titles[0] = left;
    m_titles[1] = right;
    emit headerDataChanged(Qt::Horizontal, 0, 1);
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 2;
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const CompareRow &row = m_rows[size_t(index.row())];
    const bool isLeft = index.column() == 0;
    const bool has = isLeft ? row.hasLeft : row.hasRight;
    const QString &text = isLeft ? row.left : row.right;
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case Qt::AccessibleTextRole: {
        const QString line = escapeForDisplay(shortened(text.trimmed(), 400));
        return !has ? tr("not there") : row.differs() ? tr("Differs: %1").arg(line) : line;
    }
    case KindRole:
        return int(row.kind);
    case DiffersRole:
        return row.differs();
    case MissingRole:
        return !has;
    case MarksRole: {
        QVariantList marks;
        for (const CompareMark &mark : isLeft ? row.leftMarks : row.rightMarks)
            marks += QPoint(int(mark.begin), int(mark.length));
        return marks;
    }
    default:
        return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole || section < 0 || section > 1)
        return {};
    return escapeForDisplay(m_titles[section]);
}

CompareDialog::CompareDialog(const Side &left, const Side &right, QWidget *parent)
    : QDialog(parent), m_model(new CompareModel(this)), m_table(new RowTable(this))
{
    setObjectName(QStringLiteral("compare"));
    setWindowTitle(tr("Compare two errors"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_model->setTitles(left.title, right.title);
    m_model->setRows(compared(compareLines(left.error), compareLines(right.error)));
    m_table->setObjectName(QStringLiteral("compare.table"));
    m_table->setAccessibleName(tr("Two errors, line by line"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new CompareDelegate(m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setSectionsMovable(false);
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->setSortingEnabled(false);
    m_table->installEventFilter(this);

    m_count = new TextLabel(TextRole::Head, Ink::Text, this);
    m_count->setObjectName(QStringLiteral("compare.count"));
    const int count = differences();
    m_count->setText(count == 0   ? tr("No line differs")
                     : count == 1 ? tr("1 line differs")
                                  : tr("%1 lines differ").arg(groupedNumber(count)));
    auto *previous = new LinkButton(tr("Previous difference (N)"), this);
    previous->setObjectName(QStringLiteral("compare.previous"));
    auto *next = new LinkButton(tr("Next difference (n)"), this);
    next->setObjectName(QStringLiteral("compare.next"));
    previous->setEnabled(count > 0);
    next->setEnabled(count > 0);
    auto *head = new QHBoxLayout;
    head->addWidget(m_count, 1);
    head->addWidget(previous);
    head->addWidget(next);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *column = new QVBoxLayout(this);
    column->addLayout(head);
    column->addWidget(m_table, 1);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(previous, &LinkButton::clicked, this, &CompareDialog::previousDifference);
    connect(next, &LinkButton::clicked, this, &CompareDialog::nextDifference);
    setLook();
    m_table->setFocus();
    step(1);
}

int CompareDialog::differences() const
{
    int count = 0;
    for (const CompareRow &row : m_model->rows())
        count += row.differs() ? 1 : 0;
    return count;
}

void CompareDialog::step(int by)
{
    const int count = m_model->rowCount();
    const int from = m_table->currentIndex().isValid() ? m_table->currentIndex().row() : by > 0 ? -1 : count;
    for (int offset = 1; offset <= count; ++offset) {
        const int row = ((from + by * offset) % count + count) % count;
        if (m_model->rows()[size_t(row)].differs()) {
            m_table->setCurrentIndex(m_model->index(row, 0));
            return;
        }
    }
    if (!m_table->currentIndex().isValid() && count > 0)
        m_table->setCurrentIndex(m_model->index(0, 0));
}

void CompareDialog::copyRow() const
{
    const int row = m_table->currentIndex().row();
    if (row < 0)
        return;
    const CompareRow &lines = m_model->rows()[size_t(row)];
    QGuiApplication::clipboard()->setText(
        domain::redactedText(QStringLiteral("- %1\n+ %2").arg(lines.left, lines.right)));
}

bool CompareDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_N && !(key->modifiers() & ~Qt::ShiftModifier)) {
        step(key->modifiers().testFlag(Qt::ShiftModifier) ? -1 : 1);
        return true;
    }
    if (key->matches(QKeySequence::Copy)) {
        copyRow();
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

void CompareDialog::setLook()
{
    const Look &look = Look::of(this);
    layout()->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(4));
    layout()->setSpacing(look.units(2.5));
    resize(look.chars(150), look.h * 34);
}

void CompareDialog::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (lookChanged(event))
        setLook();
}

void openCompareDialog(const domain::Request &left, const domain::Request &right, const Clock &clock, QWidget *parent)
{
    constexpr qsizetype longestName = 60;
    const auto side = [&clock](const domain::Request &request) {
        const QString age = clock.agoText(request.finished.value_or(request.modified));
        const QString offering = shortened(escapeForDisplay(request.offeringName), longestName);
        return CompareDialog::Side{offering + QStringLiteral(" \u00B7 ") + age, request.error};
    };
    openOnce(parent, QStringLiteral("compare"), [&] { return new CompareDialog(side(left), side(right), parent); });
}

} // namespace waldesk::ui
