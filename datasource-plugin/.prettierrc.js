module.exports = {
  ...require('./.config/.prettierrc.js'),
  // as in the rest of the repository
  trailingComma: 'all',
};
