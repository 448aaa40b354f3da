package io.tesela.processor;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.domain.frame.ColorTags;
import io.tesela.domain.frame.PixelBuffer;
import io.tesela.domain.frame.Ratio;
import io.tesela.domain.frame.TimeBase;
import io.tesela.domain.frame.VideoFormat;
import io.tesela.domain.job.EncoderSettings;
import io.tesela.domain.job.JobId;
import io.tesela.domain.job.JobSpec;
import io.tesela.domain.job.TileKey;
import io.tesela.domain.tile.TileGrid;
import io.tesela.kafka.flow.FlowRecord;
import io.tesela.kafka.record.TileRecord;
import io.tesela.kafka.record.TileRecordCodec;
import io.tesela.kafka.topic.TilePartitioning;
import io.tesela.testkit.SyntheticFrames;
import java.util.Optional;
import java.util.Random;

/** The tiles of a small job: the same noise for every frame, cut with the halo of a blur. */
final class TileJob {
    static final TileGrid GRID = new TileGrid(2, 2);
    private static final int WIDTH = 32;
    private static final int HEIGHT = 24;
    private static final String FILTERS = "blur:3";

    private final JobId id;
    private final TileRecord.Work work;
    private final ChainPlan plan;
    private final PixelBuffer frame;

    TileJob(String id) {
        this(id, FILTERS, FilterCatalogue.standard());
    }

    /** A job of filters that only the test's catalogue knows. */
    TileJob(String id, String filters, FilterCatalogue catalogue) {
        this(id, filters, catalogue, HEIGHT);
    }

    /** A job of frames of another height. */
    TileJob(String id, String filters, FilterCatalogue catalogue, int height) {
        this.id = new JobId(id);
        this.work = new TileRecord.Work(filters, GRID, WIDTH, height);
        this.plan = ChainPlan.of(FilterChain.parse(filters, catalogue), GRID, WIDTH, height);
        this.frame = new SyntheticFrames(new Random(1)).noise(plan.layout(), WIDTH, height);
    }

    JobId id() {
        return id;
    }

    ChainPlan plan() {
        return plan;
    }

    JobSpec spec() {
        VideoFormat format = new VideoFormat(
                WIDTH, work.height(), new TimeBase(1, 25), new Ratio(25, 1), new Ratio(1, 1), ColorTags.UNKNOWN);
        return new JobSpec(id, work.filters(), GRID, format, Optional.empty(), EncoderSettings.DEFAULT, 4, 4, 0);
    }

    /** Returns the original core of a tile. */
    byte[] core(int tile) {
        return plan.geometry().cutCore(frame, tile);
    }

    TileRecord tile(long index, int tile, int attempt) {
        return new TileRecord(
                new TileKey(id, index, tile), attempt, work, plan.geometry().cutHaloed(frame, tile));
    }

    /** Returns the record of a tile, in the partition where ingest would put it. */
    FlowRecord record(long index, int tile, int partitions) {
        TileRecord record = tile(index, tile, 1);
        return TileRecordCodec.encode(
                record, TilePartitioning.TILE.partition(record.key(), GRID, record.attempt(), partitions));
    }

    FakeDelivery delivery(int number) {
        return new FakeDelivery(record(number / GRID.tiles(), number % GRID.tiles(), 1), number);
    }

    /** Returns a delivery of a tile that is not what it should be. */
    FakeDelivery delivery(TileKey key, TileRecord.Work other, byte[] samples) {
        return new FakeDelivery(TileRecordCodec.encode(new TileRecord(key, 1, other, samples), 0), 0);
    }
}
