declare module 'virtual:catalogue' {
  const data: import('./catalogue').Catalogue;
  export default data;
}
