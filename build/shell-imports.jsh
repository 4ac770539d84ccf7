import java.lang.foreign.*;
import org.culebra.array.*;
import org.culebra.array.npy.*;
import org.culebra.arrow.*;
import org.culebra.dlpack.*;
import org.culebra.duckdb.*;
import org.culebra.ffi.*;
import org.culebra.python.*;
import static org.culebra.array.Index.*;
