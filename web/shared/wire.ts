export function wireAll(page: Document): void {
  page.documentElement.classList.add("scripted");
}
