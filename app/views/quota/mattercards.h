// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/quota/gpumatters.h"

#include <QAbstractButton>

class QGridLayout;
class QPushButton;

namespace easel {

class FlowLabel;
class IconLabel;

// One thing that needs action: the card itself filters (checked = it does), its link leads to the objects.
class MatterCard : public QAbstractButton
{
    Q_OBJECT

public:
    explicit MatterCard(QWidget *parent = nullptr);
    void setMatter(const GpuMatter &matter);
    const GpuMatter &matter() const { return m_matter; }
    QPushButton *link() const { return m_link; }
    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    GpuMatter m_matter;
    QWidget *m_icon;
    FlowLabel *m_title;
    FlowLabel *m_sentence;
    QPushButton *m_link;
};

// As many cards beside each other as fit; the others on demand.
class MatterCards : public QWidget
{
    Q_OBJECT

public:
    explicit MatterCards(QWidget *parent = nullptr);
    void setMatters(const QList<GpuMatter> &matters);
    // The card that filters now; nullopt: none.
    void setActive(const std::optional<GpuMatter::Kind> &kind);
    const QList<MatterCard *> &cards() const { return m_cards; }
    QPushButton *moreButton() const { return m_more; } // stands wherever there is room

Q_SIGNALS:
    void filterRequested(const easel::GpuMatter &matter, bool on);
    void objectsRequested(const easel::GpuMatter &matter);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QGridLayout *m_grid;
    QPushButton *m_more;
    QList<MatterCard *> m_cards; // those in use first
    int m_used = 0;
    int m_columns = 0;
    bool m_all = false;
    std::optional<GpuMatter::Kind> m_active;
};

} // namespace easel
