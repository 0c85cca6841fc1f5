// A visitor of a std::variant, from one lambda for each alternative.
#pragma once

namespace hsn {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace hsn
