"""Each test that takes `engine` or `find` runs once for every engine there is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from search_index import ENGINES, Engine, Query, Results

from .county import DOCUMENTS

Find = Callable[..., Results]


@pytest.fixture(params=sorted(ENGINES))
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def engine(engine_name: str) -> Engine:
    return ENGINES[engine_name]


@pytest.fixture(scope="session", params=sorted(ENGINES))
def find(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Find]:
    """Search the county's documents: `find(text, **other fields of the query)`."""
    folder = tmp_path_factory.mktemp("county") / "index"
    engine = ENGINES[request.param]
    engine.build(folder, DOCUMENTS)
    with closing(engine.open(folder)) as reader:

        def search(text: str = "", **fields: object) -> Results:
            return reader.search(Query(text, **fields))  # type: ignore[arg-type]  # as in Query

        yield search


def ids(results: Results) -> list[str]:
    """What was found, in order."""
    return [hit.id for hit in results.hits]


def found(engine: Engine, folder: Path, queries: Sequence[Query]) -> list[tuple[int, set[str]]]:
    """For each query the total and the ids on its page."""
    with closing(engine.open(folder)) as reader:
        results = [reader.search(query) for query in queries]
    return [(result.total, set(ids(result))) for result in results]
