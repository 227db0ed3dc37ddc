// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/domain/capabilities.h"
#include "models/domain/query.h"
#include "models/tables/requesttablemodel.h"
#include "ui/widgets/querychip.h"

#include <QStringList>

#include <vector>

namespace waldesk::ui
{

/// Words of the requests page, made from values so that they can be tested without a window.

/// A chip and the term of the query that it stands for; the state filter has none, it is the strip.
struct TermChip {
    Chip chip;
    size_t term = 0;
};
[[nodiscard]] std::vector<TermChip> chipsOf(const domain::Query &query, const std::vector<domain::TermPlace> &places);
[[nodiscard]] QString termText(const domain::QueryTerm &term); ///< as it is typed: `offering:SLURM*`

/// Words of the query that an error is searched for: marked where one is read.
[[nodiscard]] QStringList wordsInErrors(const domain::Query &query);

/// What the coverage line says at the right: what the order and the filters look at.
struct OrderWords {
    tables::RequestTableModel::Sorting sorting;
    bool byServer = false;
    bool complete = false;
    bool looksHere = false;
    qint64 loaded = 0;
};
[[nodiscard]] QString orderHint(const OrderWords &words);

/// Why no row is shown.
struct EmptyCase {
    domain::Query query;
    std::vector<domain::TermPlace> places;
    const domain::Person *person = nullptr;
    qint64 loaded = 0;
    qint64 total = -1;
    bool complete = false;
    bool impossible = false;
    bool whole = false; ///< one request was named by its uuid
    QString server;
};
struct EmptyWords {
    enum class Remedy : quint8 { LoadAll, DropTerm, ClearAll, AllStates };
    struct Way {
        Remedy remedy = Remedy::ClearAll;
        QString words;
        size_t term = 0; ///< of DropTerm
    };
    QString icon;
    QString title;
    QStringList paragraphs;
    std::vector<Way> ways;
};
[[nodiscard]] EmptyWords emptyWords(const EmptyCase &why);

} // namespace waldesk::ui
