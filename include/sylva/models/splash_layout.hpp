#pragma once

#include <optional>
#include <string>
#include <sylva/array/named.hpp>
#include <sylva/array/scan.hpp>
#include <vector>

namespace sylva::detail {

/// What the axes of an argument of SPLASH are: (time, sites...), (sites...) or (time).
enum class splash_axes { all, sites, days };

/// The axes of a run of SPLASH: which of them is time, how long they are, and where those of each argument
/// lie among them, by position or by name. All arguments are taken in first; then `settle` checks them, in
/// the order in which they came, and throws shape_error that names them.
class splash_layout {
 public:
  /// Takes in an argument; one that is not an array, or not wanted, is left out. Outputs come first.
  template <class T, class Space>
  void add(const std::string& name, splash_axes kind, const argument<T, Space>& a) {
    if (a.is_array()) arrays_.push_back({{name, a.view().extents, a.dims()}, kind, false});
  }
  template <class T, class Space>
  void add_output(const std::string& name, const result<T, Space>& a) {
    if (a.wanted()) arrays_.push_back({{name, a.view().extents, a.dims()}, splash_axes::all, true});
  }
  /// The state, which has one number a site. It says how many sites there are where no other array does.
  template <class T, class Space>
  void add_state(const std::string& name, const result<T, Space>& a) {
    if (a.wanted()) state_ = {{name, a.view().extents, a.dims()}, splash_axes::sites, false};
  }

  /// Time is the given axis. Without one it is the dimension named time, or the first axis where the axes
  /// have no names.
  void settle(const std::optional<time_axis>& axis) {
    find_axes();
    find_time(axis);
    all_.rank = rank_;
    for (int a = 0; a < rank_; ++a) all_.extent[a] = 1;
    for (std::size_t k = 0; k < arrays_.size(); ++k) join(k);
    join_state();
    for (const entry& e : arrays_) {
      const shape mine = along_all(e);
      for (int a = 0; e.is_output && a < rank_; ++a) {
        if (mine.extent[a] != all_.extent[a]) throw mismatch(e, a);
      }
    }
    for (int a = 0; a < rank_; ++a) {
      if (a == axis_) continue;
      sites_.extent[sites_.rank++] = all_.extent[a];
      if (dims_.named()) site_dims_.add(dims_.name[a]);
    }
  }

  int axis() const { return axis_; }
  /// (time, sites...), with time at `axis`.
  const shape& extents() const { return all_; }

  /// An input with its axes where those of the run are: it broadcasts with the others.
  template <class T, class Space>
  argument<T, Space> placed(const argument<T, Space>& a, splash_axes kind) const {
    if (!a.is_array()) return a;
    return {in_space{}, placed(a.view(), a.dims(), kind)};
  }
  template <class T, class Space>
  result<T, Space> placed(const result<T, Space>& a) const {
    if (!a.wanted() || !a.dims().named()) return a;
    return {in_space{}, permuted(a.view(), a.dims(), dims_)};
  }
  /// An input of one number a site, or of one for all, at every site of the run.
  template <class T, class Space>
  argument<T, Space> at_every_site(const argument<T, Space>& a) const {
    shape one_day = all_;
    one_day.extent[axis_] = 1;
    return {in_space{}, broadcast_to(a.view(), one_day)};
  }
  /// An array of one number a site, such as the state, in the order of the sites of the run.
  template <class T, class Space>
  result<T, Space> of_sites(const std::string& name, const result<T, Space>& a) const {
    if (!a.wanted()) return a;
    const entry e{{name, a.view().extents, a.dims()}, splash_axes::sites, true};
    if (e.array.extents.size() == 1 && sites_.size() == 1)
      return {in_space{}, strided_view<T>{a.view().data, sites_, {}}};
    strided_view<T> v = a.view();
    if (e.array.dims.named()) {
      check_same(e, site_dims_);
      v = permuted(v, a.dims(), site_dims_);
    }
    if (!(v.extents == sites_)) {
      throw shape_error(e.array.describe() + ", but the sites of the run have " + to_string(sites_) +
                        (dims_.named() ? " of " + to_string(site_dims_) : "") + hint(e));
    }
    return {in_space{}, v};
  }
  /// An array of one number a period and site, as (period, sites...).
  template <class T, class Space>
  result<T, Space> of_periods(const std::string& name, const result<T, Space>& a, index_t periods) const {
    if (!a.wanted()) return a;
    shape expected{sites_.rank + 1, {periods}};
    std::copy_n(sites_.extent, sites_.rank, expected.extent + 1);
    strided_view<T> v = a.view();
    const named_shape mine{name, v.extents, a.dims()};
    if (mine.dims.named()) {
      check_named(mine, mine);
      dimensions order;
      for (int d = 0; d < mine.dims.count; ++d) {
        if (site_dims_.find(mine.dims.name[d]) < 0) order.add(mine.dims.name[d]);
      }
      if (order.count == 1) {
        for (int d = 0; d < site_dims_.count; ++d) order.add(site_dims_.name[d]);
        v = permuted(v, mine.dims, order);
      }
    }
    if (!(v.extents == expected)) {
      throw shape_error(mine.describe() + ", but the periods and sites have " + to_string(expected));
    }
    return {in_space{}, v};
  }

  /// Days first, ..., first + days - 1 of an array that is placed, if it has time.
  template <class Handle>
  Handle part(const Handle& a, index_t first, index_t days) const {
    auto v = a.view();
    const int at = axis_ - rank_ + v.extents.rank;  // counted from the last axis, as arrays broadcast
    if (v.data == nullptr || at < 0 || v.extents.extent[at] == 1) return a;
    v.data += first * v.stride[at];
    v.extents.extent[at] = days;
    return {in_space{}, v};
  }

 private:
  struct entry {
    named_shape array;
    splash_axes kind;
    bool is_output;
  };

  void find_axes() {
    const entry* named = nullptr;
    int sites = 0;
    for (const entry& e : arrays_) {
      if (named == nullptr && e.array.dims.named()) named = &e;
      if (e.kind == splash_axes::all) rank_ = std::max(rank_, e.array.extents.rank);
      if (e.kind == splash_axes::sites) sites = std::max(sites, e.array.extents.rank);
    }
    if (state_ && state_->array.extents.size() != 1) sites = std::max(sites, state_->array.extents.rank);
    if (rank_ == 0) rank_ = 1 + sites;
    if (named == nullptr) return;
    const bool have_output = arrays_[0].is_output;
    for (const entry& e : arrays_) {
      check_named(e.array, named->array);
      for (int d = 0; d < e.array.dims.count; ++d) {
        const std::string_view name = e.array.dims.name[d];
        if (dims_.find(name) >= 0) continue;
        if (have_output && &e != &arrays_[0]) {
          throw shape_error(e.array.argument + " has the dimension " + std::string(name) +
                            ", which no output has: " + e.array.describe() + ", " +
                            arrays_[0].array.describe());
        }
        dims_.add(name);
      }
    }
    if (state_ && !have_output) add_names_of_state();
    rank_ = dims_.count;
  }
  /// Takes in the names of the state where it has all others but one, which is time.
  void add_names_of_state() {
    const dimensions& mine = state_->array.dims;
    int lacking = 0;
    for (int d = 0; d < dims_.count; ++d) lacking += mine.find(dims_.name[d]) < 0 ? 1 : 0;
    if (lacking > 1 || mine.count != state_->array.extents.rank) return;
    for (int d = 0; d < mine.count; ++d) {
      if (dims_.find(mine.name[d]) < 0) dims_.add(mine.name[d]);
    }
  }

  void find_time(const std::optional<time_axis>& axis) {
    if (dims_.named() && !axis) {
      axis_ = dims_.find("time");
      if (axis_ >= 0) return;
      throw shape_error("no dimension is called time: there are " + to_string(dims_) +
                        ". Say which of them is time, as in time_axis{0}");
    }
    const int given = axis.value_or(time_axis{0}).axis;
    axis_ = given < 0 ? given + rank_ : given;
    if (axis_ < 0 || axis_ >= rank_) {
      throw shape_error("time_axis is " + std::to_string(given) + ", but the arrays of the run have " +
                        std::to_string(rank_) + " axes: allowed are " + std::to_string(-rank_) + " to " +
                        std::to_string(rank_ - 1));
    }
  }

  /// Takes the extents of an array in.
  void join(std::size_t k) {
    const entry& e = arrays_[k];
    const shape& s = e.array.extents;
    const dimensions& dims = e.array.dims;
    if (e.is_output && dims.named()) check_same(e, dims_);
    if (e.kind == splash_axes::days && s.size() != 1 &&
        (dims.named() ? dims.count != 1 || dims.name[0] != dims_.name[axis_] : s.rank != 1)) {
      throw shape_error(e.array.describe() + ", but it is one number a day: (time)");
    }
    if (e.kind == splash_axes::sites && s.size() != 1 &&
        (dims.named() ? dims.find(dims_.name[axis_]) >= 0
                      : s.rank > rank_ || (s.rank == rank_ && s.extent[axis_] != 1))) {
      throw shape_error(e.array.describe() +
                        ", but it is one number a site, without the axis of time: at most " +
                        std::to_string(rank_ - 1) + " axes");
    }
    const shape mine = along_all(e);
    for (int a = 0; a < rank_; ++a) {
      if (mine.extent[a] == 1) continue;
      if (all_.extent[a] == 1) {
        all_.extent[a] = mine.extent[a];
        owner_[a] = k;
      }
      if (all_.extent[a] != mine.extent[a]) throw mismatch(e, a);
    }
  }

  /// Takes in the sites of the state along axes on which no array has more than one. Whether it fits
  /// otherwise is for of_sites to say.
  void join_state() {
    if (!state_) return;
    const dimensions& dims = state_->array.dims;
    const int rank = state_->array.extents.rank;
    bool fits = rank == rank_ - 1 && dims_.named() == dims.named() && (!dims.named() || dims.count == rank);
    for (int d = 0; d < dims.count; ++d) {
      const int at = dims_.find(dims.name[d]);
      fits = fits && at >= 0 && at != axis_;
    }
    if (!fits) return;
    const shape mine = along_all(*state_);
    for (int a = 0; a < rank_; ++a) {
      if (all_.extent[a] != 1 || mine.extent[a] == 1) continue;
      all_.extent[a] = mine.extent[a];
      owner_[a] = arrays_.size();
    }
    arrays_.push_back(*state_);
  }

  /// The extents of an array along the axes of the run, 1 where it has none.
  shape along_all(const entry& e) const {
    const shape s =
        placed(strided_view<const char>{nullptr, e.array.extents, {}}, e.array.dims, e.kind).extents;
    shape mine{rank_, {}};
    for (int a = 0; a < rank_; ++a) {
      const int from = a - rank_ + s.rank;
      mine.extent[a] = from < 0 ? 1 : s.extent[from];
    }
    return mine;
  }

  template <class T>
  strided_view<T> placed(const strided_view<T>& v, const dimensions& dims, splash_axes kind) const {
    if (dims.named()) return permuted(v, dims, dims_);
    if (v.extents.size() == 1) return {v.data, {}, {}};
    if (kind == splash_axes::all || v.extents.rank == rank_) return v;
    strided_view<T> w{v.data, {}, {}};
    w.extents.rank = rank_;
    const int lack = kind == splash_axes::days ? 0 : rank_ - 1 - v.extents.rank;
    for (int a = 0, site = 0; a < rank_; ++a) {
      w.extents.extent[a] = 1;
      const int from = kind == splash_axes::days ? (a == axis_ ? 0 : -1) : a == axis_ ? -1 : site++ - lack;
      if (from < 0) continue;
      w.extents.extent[a] = v.extents.extent[from];
      w.stride[a] = v.stride[from];
    }
    return w;
  }

  /// Throws unless an array has these dimensions, in any order.
  void check_same(const entry& e, const dimensions& wanted) const {
    check_named(e.array, e.array);
    bool same = e.array.dims.count == wanted.count;
    for (int d = 0; d < wanted.count; ++d) same = same && e.array.dims.find(wanted.name[d]) >= 0;
    if (same) return;
    throw shape_error(e.array.describe() + ", but expected are " +
                      (wanted.named() ? "the dimensions " + to_string(wanted) + ", in any order"
                                      : std::string("axes without names, as of all others")));
  }

  shape_error mismatch(const entry& e, int axis) const {
    const std::string what = axis == axis_   ? "days"
                             : dims_.named() ? std::string(dims_.name[axis])
                                             : "sites along axis " + std::to_string(axis);
    return shape_error(e.array.describe() + ", but " + arrays_[owner_[axis]].array.describe() + ": " +
                       std::to_string(along_all(e).extent[axis]) + " and " +
                       std::to_string(all_.extent[axis]) + " " + what + hint(e));
  }
  /// Whether an array would fit if another axis were time.
  std::string hint(const entry& e) const {
    if (dims_.named()) return "";
    for (int time = 0; time < rank_; ++time) {
      if (time == axis_) continue;
      shape sites{rank_ - 1, {}};
      for (int a = 0, s = 0; a < rank_; ++a) {
        if (a != time) sites.extent[s++] = all_.extent[a];
      }
      const shape one_axis{1, {all_.extent[time]}};
      if (e.array.extents == (e.kind == splash_axes::days ? one_axis : sites)) {
        return ". If time is axis " + std::to_string(time) + ", pass time_axis{" + std::to_string(time) + "}";
      }
    }
    return "";
  }

  std::vector<entry> arrays_;
  std::optional<entry> state_;
  int rank_ = 0, axis_ = 0;
  dimensions dims_{}, site_dims_{};
  shape all_{}, sites_{};
  std::size_t owner_[max_rank] = {};  ///< which array brought the extent of an axis in
};

}  // namespace sylva::detail
