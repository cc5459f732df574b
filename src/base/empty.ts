// Stands in for optional packages that the bundle must not look for.
export default {};
