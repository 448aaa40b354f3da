package io.tesela.processor;

import io.tesela.domain.filter.ChainPlan;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterChain;
import io.tesela.kafka.record.TileRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the plans of the last jobs, since every tile names its job's chain.
 *
 * <p><b>Threads:</b> any.
 */
final class PlanCache {
    /** More jobs than a processor serves at once; a plan is a few hundred bytes. */
    private static final int MAX_PLANS = 256;

    private final FilterCatalogue catalogue;
    private final String role;
    private final Map<TileRecord.Work, ChainPlan> plans = new LinkedHashMap<>(16, 0.75f, true);

    /** @param processor names this processor to whoever asks for a filter that it lacks */
    PlanCache(FilterCatalogue catalogue, String processor) {
        this.catalogue = catalogue;
        this.role = "tile processor " + processor;
    }

    /** @throws io.tesela.domain.failure.TeselaException if this processor does not know a filter of the chain */
    synchronized ChainPlan plan(TileRecord.Work work) {
        ChainPlan known = plans.get(work);
        if (known != null) {
            return known;
        }
        ChainPlan plan = ChainPlan.of(
                FilterChain.received(work.filters(), catalogue, role), work.tiles(), work.width(), work.height());
        plans.put(work, plan);
        if (plans.size() > MAX_PLANS) {
            plans.remove(plans.keySet().iterator().next());
        }
        return plan;
    }
}
