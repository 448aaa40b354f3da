package io.tesela.client;

import io.tesela.domain.failure.TeselaException;
import io.tesela.domain.filter.FilterCatalogue;
import io.tesela.domain.filter.FilterDeclaration;
import java.util.Iterator;

/** The names of the filters that this machine knows, with which a chain begins, for shells to complete. */
public final class FilterWords implements Iterable<String> {
    /** Asked for when a script is made: whoever parses flags makes one of these, and needs no filter. */
    @Override
    public Iterator<String> iterator() {
        return catalogue().all().stream().map(FilterDeclaration::name).iterator();
    }

    /** A plug-in that cannot be loaded is no reason why a shell should begin with an error. */
    private static FilterCatalogue catalogue() {
        try {
            return FilterCatalogue.installed();
        } catch (TeselaException e) {
            return FilterCatalogue.standard();
        }
    }
}
