#include <iostream>
#include <sylva/sylva.hpp>

#include "eigen.hpp"

int main() {
  // two sites, one below the other, and four days in the rows of a table
  Eigen::ArrayXXd elevation(2, 1);  // m above sea level
  elevation << 0, 1500;
  Eigen::Array<double, 4, 3, Eigen::RowMajor> table;  // day, degree C, Pa
  table << 1, 12.5, 800, 2, 18.0, 1100, 3, 23.5, 1700, 4, 27.0, 2100;
  const auto tc = table.col(1), vpd = table.col(2);  // not copied: every third number, as it lies there

  // a kernel: map makes an array of the same kind
  const Eigen::ArrayXXd patm = sylva::map(sylva::atmospheric_pressure<double>{}, elevation);  // Pa
  std::cout << "patm [Pa]\n" << patm.round() << "\n";

  // a model, its methods by name, on two sites by four days
  const sylva::pmodel_model<double> model({.optimal_chi = "lavergne20_c3", .jmax = "smith19"});
  Eigen::ArrayXXd gpp(2, 4);
  sylva::pmodel_model<double>::inputs<> x;
  sylva::pmodel_model<double>::outputs<> y;
  x.tc = tc, x.vpd = vpd, x.co2 = 410, x.patm = patm, x.fapar = 0.9, x.ppfd = 900, x.theta = 0.4;
  y.gpp = gpp;
  model.run(x, y);
  std::cout << "gpp [ug C m-2 s-1]\n" << gpp.round() << "\n";
}
