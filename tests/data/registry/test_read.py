def test_town(town):
    from stadtkern.data.registry.models import Dataset
    Dataset.objects.create(slug="a", title_de="A")
    from stadtkern.data.registry.read import RegistryReader
    r = RegistryReader(town.registry)
    assert [d.slug for d in r.datasets()] == ["a"]
    Dataset.objects.create(slug="b", title_de="B")
    assert [d.slug for d in r.datasets()] == ["a", "b"]
    print(r.datasets()[0])
def test_empty(town):
    from stadtkern.data.registry.models import Dataset
    assert Dataset.objects.count() == 0
