/** The sum of prices in cents, with a discount in percent, rounded half up. */
export function total(prices, discount = 0) {
  const sum = prices.reduce((all, price) => all + price, 0);
  return Math.round((sum * (100 - discount)) / 100);
}
