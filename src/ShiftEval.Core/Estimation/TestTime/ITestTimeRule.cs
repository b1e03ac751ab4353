using ShiftEval.Estimation.Measurable;
using ShiftEval.Onnx.Proto;

namespace ShiftEval.Estimation.TestTime;

/// <summary>How a BatchNorm normalises with statistics that depend on the images it is given.</summary>
internal interface ITestTimeRule
{
    /// <summary>Adds the nodes that stand for one BatchNorm.</summary>
    /// <param name="operators">Where to.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="node">Its node; the rule keeps it, changed, or puts others in its place.</param>
    /// <param name="area">Values per sample and channel.</param>
    void Rewrite(PlainOperators operators, MeasurableLayer layer, NodeProto node, long area);
}
