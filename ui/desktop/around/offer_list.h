// SPDX-License-Identifier: Apache-2.0
// What is in an offer, as a list to choose from: at first the names that the offer itself tells, then, when
// the node has asked the sender, every file with its size. Where not all are known, nobody can leave one out:
// what is wanted is told by name. It is as high from the start as it may become, so that nothing moves below
// a pointer when the sender answers.
#pragma once
#include "control/methods.h"
#include "ui/desktop/look/frames.h"
#include "ui/desktop/look/inputs.h"

#include <QPointer>
#include <QSet>
#include <string>
#include <vector>

namespace culver::desktop {

class OfferList : public QWidget {
    Q_OBJECT
public:
    // names: of the top level, as the offer tells them; files and bytes: in all.
    OfferList(std::vector<std::string> names, quint64 files, quint64 bytes, QWidget* parent = nullptr);
    void set_files(const control::FileList& listed);

    struct Chosen {
        int count = 0, of = 0;  // files; names while no more is known
        bool any = false;       // also a folder with nothing in it
        bool choosable = false;
        quint64 bytes = 0;  // of all where all are chosen; else of those whose sizes are known
        bool sizes_known = false;
        [[nodiscard]] bool all() const { return count == of; }
    };
    [[nodiscard]] Chosen chosen() const;
    [[nodiscard]] std::vector<std::string> only() const;  // as transfer.accept takes it; empty: all
    [[nodiscard]] quint64 files() const;       // as the list says once it is whole, else as the offer does
    [[nodiscard]] QWidgetList checks() const;  // from above, for the order of Tab

    static constexpr int kShown = 200;     // a longer list is scrolled by nobody; the rest is a number
    static constexpr int kNamesTold = 20;  // by an offer of Culver (transfer/wire.h); IP Messenger names all
    static constexpr double kSeen = 6.5;   // rows; the half one says that there are more

Q_SIGNALS:
    void changed();

private:
    struct Row {
        std::string path;
        bool folder = false;
        quint64 size = 0;
        bool size_known = false;
        int depth = 0;
        int up = -1;  // the row of its folder
        Check* check = nullptr;
    };
    [[nodiscard]] bool names_all() const;
    [[nodiscard]] bool names_tell(const control::FileList& listed) const;
    [[nodiscard]] bool is_choosable() const;
    [[nodiscard]] bool is_one_folder() const;
    [[nodiscard]] bool has_head() const;
    void read_sizes(const control::FileList& listed);
    void read_all(const control::FileList& listed);
    void fill();
    void add_head();
    void add_rows(bool choosable);
    QWidget* add_row(Row& row, bool choosable);
    void put_back(const QSet<QString>& out);
    void toggled(std::size_t index);
    void follow();  // what folders and the head show, from what their files show
    void set_below(std::size_t folder, Qt::CheckState state);

    std::vector<std::string> names_;
    quint64 files_, bytes_;
    std::vector<Row> rows_;
    std::vector<std::string> rest_;  // names behind the rows, which are chosen with all
    bool is_rest_chosen_ = true;
    quint64 more_ = 0;          // entries that are not known
    bool is_complete_ = false;  // the rows are all files
    bool is_list_to_come_;      // that has other rows than the names
    double seen_;               // rows without scrolling, whatever comes
    Box* box_ = nullptr;
    QPointer<Page> page_;
    Check* all_ = nullptr;
    std::string focused_;     // the row that the keyboard was on, while rows are made anew
    QSet<QString> left_out_;  // while the names alone were known
};

}  // namespace culver::desktop
