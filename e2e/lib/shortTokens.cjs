// Loaded before the portal with `node --require`: people's tokens end after
// DOP_TEST_TOKEN_SECONDS. Backstage's own setting begins at ten minutes.
const { SignJWT } = require('jose');

const { sign } = SignJWT.prototype;
SignJWT.prototype.sign = function signShort(...keys) {
  const claims = this._payload;
  if (claims.aud === 'backstage') {
    claims.exp = Math.floor(
      Date.now() / 1000 + Number(process.env.DOP_TEST_TOKEN_SECONDS),
    );
  }
  return sign.apply(this, keys);
};
