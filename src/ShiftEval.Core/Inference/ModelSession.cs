using Microsoft.ML.OnnxRuntime;
using ShiftEval.Diagnostics;
using ShiftEval.Onnx;

namespace ShiftEval.Inference;

/// <summary>One loaded model: takes one input, gives chosen outputs.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly string modelName;
    private readonly string inputName;
    private readonly OnnxElementType inputType;
    private readonly SessionOptions options;
    private readonly InferenceSession session;

    /// <summary>Loads <paramref name="model"/> on <paramref name="device"/>.</summary>
    /// <exception cref="InputException">The runtime refuses the model.</exception>
    public ModelSession(OnnxModel model, string inputName, ExecutionDevice device, OnnxElementType inputType = OnnxElementType.Float32)
    {
        modelName = model.Name;
        this.inputName = inputName;
        this.inputType = inputType;
        options = device.CreateSessionOptions(model.Folder);
        try
        {
            session = new InferenceSession(model.ToBytes(), options);
        }
        catch (OnnxRuntimeException exception)
        {
            options.Dispose();
            throw new InputException(model.Name, $"the runtime refuses the model ({ExecutionDevice.FirstLine(exception)})", "Export it again with operators and types that ONNX Runtime supports");
        }
    }

    /// <summary>Runs one batch and hands the outputs to <paramref name="read"/> while they are alive.</summary>
    /// <param name="input">Row-major values; converted where the model takes another type than float32.</param>
    /// <param name="shape">The input's shape.</param>
    /// <param name="outputs">Names of the outputs wanted.</param>
    /// <param name="read">Reads the outputs, in the order of <paramref name="outputs"/>.</param>
    /// <param name="cancellation">Ends a run in work.</param>
    /// <param name="others">What is fed beside the samples.</param>
    /// <exception cref="RunFailedException">The runtime failed on this batch.</exception>
    public void Run(
        Memory<float> input,
        long[] shape,
        IReadOnlyCollection<string> outputs,
        Action<IReadOnlyList<OrtValue>> read,
        CancellationToken cancellation,
        params IReadOnlyList<SideInput> others)
    {
        cancellation.ThrowIfCancellationRequested();
        using RunOptions run = new();
        using CancellationTokenRegistration stop = cancellation.Register(() => run.Terminate = true);
        List<OrtValue> fed = [];
        try
        {
            fed.Add(TensorValues.Create(input, shape, inputType, $"{modelName}, input {inputName}"));
            fed.AddRange(others.Select(other => TensorValues.Create(other.Values, other.Shape, OnnxElementType.Float32, other.Name)));
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [inputName, .. others.Select(other => other.Name)], fed, outputs);
            read(results);
        }
        catch (OnnxRuntimeException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new RunFailedException(modelName, $"the runtime failed while running the model ({ExecutionDevice.FirstLine(exception)})", "Check the input size, or lower --batch-size", exception);
        }
        finally
        {
            fed.ForEach(value => value.Dispose());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        options.Dispose();
    }
}
