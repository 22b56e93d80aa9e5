"""Every benchmark, in the order of the table."""

from benchmarks import advance, board, event, failover, kp8, large, mail, rebuild, sen2_import, sen2_reader, sweep, web
from benchmarks.measure import Benchmark

BENCHMARKS: dict[str, Benchmark] = {
    benchmark.name: benchmark
    for benchmark in (
        event.BENCHMARK,
        advance.SQLITE,
        advance.POSTGRESQL,
        rebuild.BENCHMARK,
        kp8.BENCHMARK,
        board.BENCHMARK,
        sen2_reader.BENCHMARK,
        sen2_import.BENCHMARK,
        large.BENCHMARK,
        sweep.BENCHMARK,
        mail.BENCHMARK,
        failover.BENCHMARK,
        web.BENCHMARK,
    )
}
